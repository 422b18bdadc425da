package io.statecap.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a state dict that PyTorch 1.6 or later saved ({@code pytorch_model.bin}): a zip of a pickle and of one stored
 * file per storage. Nothing of it is executed; see {@link TorchPickle}.
 */
public final class TorchCheckpoint extends TensorFile {

    /** A state dict of 64 layers takes less than 10⁵ bytes. */
    private static final int LARGEST_PICKLE = 1 << 20;

    private static final String PICKLE = "data.pkl";

    /** A tensor and the whole of its storage. */
    private record Located(TorchPickle.Tensor view, StoredTensor storage) implements Entry {

        @Override
        public ElementType type() {
            return storage.type();
        }

        @Override
        public Shape shape() {
            return view.shape();
        }

        @Override
        public void read(ByteSource bytes, long from, float[] target, int to, int count) throws IOException {
            Objects.checkFromIndexSize(from, (long) count, view.shape().elements());
            if (view.contiguous()) {
                storage.read(bytes, view.offset() + from, target, to, count);
                return;
            }
            for (int i = 0; i < count; i++) {
                storage.read(bytes, position(from + i), target, to + i, 1);
            }
        }

        private long position(long element) {
            long position = view.offset();
            for (int axis = view.shape().rank() - 1; axis >= 0; axis--) {
                position += element % view.shape().dimension(axis) * view.strides().get(axis);
                element /= view.shape().dimension(axis);
            }
            return position;
        }
    }

    private TorchCheckpoint(ByteSource bytes, Map<String, Located> tensors) {
        super(bytes, tensors);
    }

    /** Maps a file; it stays open until {@link #close}. */
    public static TorchCheckpoint open(Path file) throws IOException {
        return open(file, TorchCheckpoint::of);
    }

    /** Reads from memory; the array is not copied. {@code description} names it in messages. */
    public static TorchCheckpoint of(byte[] content, String description) throws IOException {
        return of(new ArrayBytes(description, content));
    }

    private static TorchCheckpoint of(ByteSource bytes) throws IOException {
        StoredZip zip = StoredZip.read(bytes);
        String folder = folder(zip);
        checkByteOrder(zip, folder + "byteorder");
        ByteBuffer pickle = zip.content(folder + PICKLE, LARGEST_PICKLE);
        String where = bytes.name() + ": " + Quote.clean(folder + PICKLE);
        Map<String, Located> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, TorchPickle.Tensor> entry : TorchPickle.read(where, pickle).entrySet()) {
            TorchPickle.Tensor tensor = entry.getValue();
            tensors.put(entry.getKey(), new Located(tensor, storage(zip, folder, entry.getKey(), tensor.storage())));
        }
        return new TorchCheckpoint(bytes, Collections.unmodifiableMap(tensors));
    }

    private static String folder(StoredZip zip) throws CheckpointFormatException {
        var pickles = zip.entries().keySet().stream().filter(name -> name.indexOf('/') > 0
                && name.substring(name.indexOf('/') + 1).equals(PICKLE)).toList();
        if (pickles.size() != 1) {
            throw new CheckpointFormatException(zip.bytes().name() + ": the zip has " + pickles.size()
                    + " entries FOLDER/" + PICKLE + "; a file saved by PyTorch has one");
        }
        return pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    }

    private static void checkByteOrder(StoredZip zip, String entry) throws IOException {
        if (!zip.entries().containsKey(entry)) {
            return;
        }
        String order = StandardCharsets.ISO_8859_1.decode(zip.content(entry, 16)).toString();
        if (!order.equals("little")) {
            throw new CheckpointFormatException(zip.bytes().name() + ": byte order " + Quote.of(order)
                    + " is not allowed, only 'little'");
        }
    }

    private static StoredTensor storage(StoredZip zip, String folder, String name, TorchPickle.Storage storage)
            throws CheckpointFormatException {
        StoredZip.Entry entry = zip.entries().get(folder + "data/" + storage.key());
        String where = zip.bytes().name() + ": tensor " + Quote.of(name) + ": storage " + Quote.of(storage.key());
        if (entry == null) {
            throw new CheckpointFormatException(where + " is not in the zip");
        }
        int width = storage.type().bytes();
        if (entry.size() % width != 0 || entry.size() / width != storage.elements()) {
            throw new CheckpointFormatException(where + " has " + entry.size() + " bytes in the zip, but "
                    + storage.elements() + " elements of " + storage.type() + " in the pickle");
        }
        return new StoredTensor(storage.type(), Shape.of(storage.elements()), entry.offset());
    }
}
