package io.statecap.model.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads a state dict that PyTorch 1.6 or later saved ({@code pytorch_model.bin}): a zip of a pickle and of one stored
 * file per storage. Nothing of it is executed, see {@link TorchPickle}, inflated or unpacked.
 */
record TorchFile(Path file, ZipFile zip) {

    /** A state dict of 64 layers takes less than 10⁵ bytes. */
    private static final int LARGEST_PICKLE = 1 << 20;

    /** Opens a file; it stays open until the source is closed. */
    static TensorSource open(Path file) throws IOException {
        ZipFile zip = null;
        TensorSource source = null;
        try {
            zip = new ZipFile(ByteSource.existing(file).toFile());
            source = new TorchFile(file, zip).tensors();
            return source;
        } catch (ModelFormatException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelFormatException(file + " is no zip that can be read: " + Quote.clean(e.getMessage())
                    + " (is it truncated, or saved by PyTorch before 1.6, which wrote no zip?)", e);
        } finally {
            if (source == null && zip != null) {
                zip.close();
            }
        }
    }

    private TensorSource tensors() throws IOException {
        List<? extends ZipEntry> entries = zip.stream().toList();
        for (ZipEntry entry : entries) {
            if (!entry.getName().matches("[^/\\\\:\0][^\\\\:\0]*")
                    || List.of(entry.getName().split("/")).contains("..")) {
                throw error("has an entry named " + Quote.of(entry.getName())
                        + "; only relative names without '..', '\\' and ':' are allowed");
            }
            if (entry.getMethod() != ZipEntry.STORED || entry.getCompressedSize() != entry.getSize()) {
                throw error("has a compressed entry " + Quote.of(entry.getName())
                        + "; only stored ones, as PyTorch writes them, are allowed");
            }
        }
        List<String> pickles = entries.stream().map(ZipEntry::getName).filter(name -> name.matches("[^/]+/data\\.pkl"))
                .toList();
        if (pickles.size() != 1) {
            throw error("has " + pickles.size() + " entries FOLDER/data.pkl; a file saved by PyTorch has one");
        }
        ZipEntry pickle = zip.getEntry(pickles.get(0));
        String folder = pickle.getName().substring(0, pickle.getName().indexOf('/') + 1);
        ZipEntry byteOrder = zip.getEntry(folder + "byteorder");
        if (byteOrder != null && !Arrays.equals(content(byteOrder), "little".getBytes(StandardCharsets.US_ASCII))) {
            throw error("has a byte order other than 'little', which is needed");
        }
        return new TensorSource(file.toString(), TorchPickle.read(file + ": " + Quote.clean(pickle.getName()),
                content(pickle), (type, key, elements) -> storage(folder, type, key, elements)), zip);
    }

    private ModelFormatException error(String message) {
        return new ModelFormatException(file + ": the zip " + message);
    }

    private byte[] content(ZipEntry entry) throws IOException {
        if (entry.getSize() > LARGEST_PICKLE) {
            throw error("has an entry " + Quote.of(entry.getName()) + " of " + entry.getSize() + " bytes; at most "
                    + LARGEST_PICKLE + " are allowed");
        }
        return bytes(entry).read(0, (int) entry.getSize()).array();
    }

    private Tensor storage(String folder, ElementType type, String key, long elements) throws ModelFormatException {
        ZipEntry entry = zip.getEntry(folder + "data/" + key);
        if (entry == null) {
            throw error("has no storage " + Quote.of(key) + ", which its pickle names");
        }
        if (entry.getSize() % type.bytes() != 0 || entry.getSize() / type.bytes() != elements) {
            throw error("has storage " + Quote.of(key) + " with " + entry.getSize() + " bytes, but its pickle gives it "
                    + elements + " elements of " + type);
        }
        return Tensor.stored(type, Shape.of(elements), bytes(entry), 0);
    }

    /**
     * Goes on where the last read ended, or starts again. Whoever reads an entry to its last byte finds out if it is
     * damaged, or if the zip's directory gives it the place of another.
     */
    private ByteSource bytes(ZipEntry entry) {
        CheckedInputStream[] in = new CheckedInputStream[1];
        long[] position = {-1};
        return (offset, length) -> {
            synchronized (position) {
                try {
                    if (offset != position[0]) {
                        in[0] = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
                        in[0].skipNBytes(offset);
                    }
                    byte[] bytes = in[0].readNBytes(length);
                    position[0] = offset + bytes.length;
                    if (bytes.length < length) {
                        throw new EOFException();
                    }
                    if (position[0] == entry.getSize() && in[0].getChecksum().getValue() != entry.getCrc()) {
                        throw error("has an entry " + Quote.of(entry.getName())
                                + " that is damaged: its checksum is wrong");
                    }
                    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
                } catch (EOFException | ZipException e) {
                    throw error("has an entry " + Quote.of(entry.getName()) + " that has no header or ends too early");
                }
            }
        };
    }
}
