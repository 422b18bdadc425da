package io.statecap.datasets;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tokenised documents in two files on a local disk: tokens, two or four bytes each, with a separator after each
 * document, and where each document starts. The files are mapped, so the operating system keeps in memory what is
 * being read and no more.
 */
public final class MappedDocuments implements TokenDocuments {

    private static final int SMALL_VOCABULARY = 1 << 16;
    /** Bytes of tokens mapped at a time, since one mapping has at most 2 GiB; a multiple of every token's size. */
    private static final long SEGMENT = 1L << 30;

    private final ByteBuffer[] tokens;
    private final LongBuffer starts;
    private final int tokenBytes;

    private MappedDocuments(ByteBuffer[] tokens, LongBuffer starts, int tokenBytes) {
        this.tokens = tokens;
        this.starts = starts;
        this.tokenBytes = tokenBytes;
    }

    /**
     * Opens what a {@link Writer} wrote.
     *
     * @throws IOException if the files cannot be read, or have lost their ends
     */
    public static MappedDocuments open(Path folder, String name, int vocabulary) throws IOException {
        int tokenBytes = tokenBytes(vocabulary);
        try (FileChannel channel = FileChannel.open(starts(folder, name));
                FileChannel data = FileChannel.open(tokens(folder, name))) {
            LongBuffer starts = map(channel, 0, channel.size()).asLongBuffer();
            long size = data.size();
            if (starts.limit() == 0 || starts.get(starts.limit() - 1) * tokenBytes != size) {
                throw new IOException(tokens(folder, name) + " has " + size + " bytes, which are not the tokens that "
                        + starts(folder, name) + " says");
            }
            ByteBuffer[] segments = new ByteBuffer[(int) ((size + SEGMENT - 1) / SEGMENT)];
            for (int i = 0; i < segments.length; i++) {
                segments[i] = map(data, i * SEGMENT, Math.min(SEGMENT, size - i * SEGMENT));
            }
            return new MappedDocuments(segments, starts, tokenBytes);
        }
    }

    private static ByteBuffer map(FileChannel file, long from, long bytes) throws IOException {
        return file.map(FileChannel.MapMode.READ_ONLY, from, bytes);
    }

    private static Path tokens(Path folder, String name) {
        return folder.resolve(name + ".tokens");
    }

    private static Path starts(Path folder, String name) {
        return folder.resolve(name + ".starts");
    }

    private static int tokenBytes(int vocabulary) {
        return vocabulary <= SMALL_VOCABULARY ? Short.BYTES : Integer.BYTES;
    }

    @Override
    public int count() {
        return starts.limit() - 1;
    }

    @Override
    public long start(int document) {
        return starts.get(document);
    }

    @Override
    public void copy(int document, long from, int[] into, int offset, int length) {
        long at = (start(document) + from) * tokenBytes;
        for (int target = offset; target < offset + length; ) {
            ByteBuffer segment = tokens[(int) (at / SEGMENT)];
            int first = (int) (at % SEGMENT);
            int run = Math.min(offset + length - target, (segment.limit() - first) / tokenBytes);
            for (int i = 0; i < run; i++) {
                into[target + i] = tokenBytes == Short.BYTES ? Short.toUnsignedInt(segment.getShort(first + 2 * i))
                        : segment.getInt(first + 4 * i);
            }
            target += run;
            at += (long) run * tokenBytes;
        }
    }

    /** Writes documents in order; complete once {@link #close} returned. */
    public static final class Writer implements Closeable {

        private final DataOutputStream tokens;
        private final DataOutputStream starts;
        private final int vocabulary;
        private final int separator;
        private long written;

        /**
         * @param folder    must exist
         * @param name      begins the names of the files
         * @param separator the token after each document
         */
        public Writer(Path folder, String name, int vocabulary, int separator) throws IOException {
            this.vocabulary = vocabulary;
            this.separator = separator;
            tokens = output(tokens(folder, name));
            starts = output(starts(folder, name));
            starts.writeLong(0);
        }

        private static DataOutputStream output(Path file) throws IOException {
            return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
        }

        /** @throws IllegalArgumentException for a token outside the vocabulary */
        public void add(int[] document) throws IOException {
            for (int token : document) {
                write(token);
            }
            write(separator);
            written += document.length + 1;
            starts.writeLong(written);
        }

        private void write(int token) throws IOException {
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException("token " + token + " is outside the vocabulary, 0 to "
                        + (vocabulary - 1));
            }
            if (tokenBytes(vocabulary) == Short.BYTES) {
                tokens.writeShort(token);
            } else {
                tokens.writeInt(token);
            }
        }

        @Override
        public void close() throws IOException {
            try (tokens) {
                starts.close();
            }
        }
    }
}
