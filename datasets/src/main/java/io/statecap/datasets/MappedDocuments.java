package io.statecap.datasets;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokenised documents in two files on a local disk: tokens, two or four bytes each, with a separator after each
 * document, and where each document starts. The files are mapped, so the operating system keeps in memory what is
 * being read and no more.
 */
public final class MappedDocuments implements TokenDocuments {

    private static final int SMALL_VOCABULARY = 1 << 16;
    /** Bytes mapped at a time; a multiple of every element's size. */
    private static final long SEGMENT = 1L << 30;

    private final Mapped tokens;
    private final Mapped starts;
    private final int tokenBytes;
    private final int count;

    private MappedDocuments(Mapped tokens, Mapped starts, int tokenBytes, int count) {
        this.tokens = tokens;
        this.starts = starts;
        this.tokenBytes = tokenBytes;
        this.count = count;
    }

    /**
     * Opens what a {@link Writer} wrote.
     *
     * @throws IOException if the files cannot be read, or have lost their ends
     */
    public static MappedDocuments open(Path folder, String name, int vocabulary) throws IOException {
        int tokenBytes = tokenBytes(vocabulary);
        Mapped starts = Mapped.of(starts(folder, name));
        long count = starts.size / Long.BYTES - 1;
        if (count < 0 || count > Integer.MAX_VALUE - 1 || starts.size % Long.BYTES != 0) {
            throw new IOException(starts(folder, name) + " has " + starts.size + " bytes, which is no table of starts");
        }
        Mapped tokens = Mapped.of(tokens(folder, name));
        if (starts.getLong(count * Long.BYTES) * tokenBytes != tokens.size) {
            throw new IOException(tokens(folder, name) + " has " + tokens.size + " bytes, but "
                    + starts.getLong(count * Long.BYTES) + " tokens of " + tokenBytes + " bytes are needed");
        }
        return new MappedDocuments(tokens, starts, tokenBytes, (int) count);
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
        return count;
    }

    @Override
    public long start(int document) {
        return starts.getLong((long) document * Long.BYTES);
    }

    @Override
    public void copy(int document, long from, int[] into, int offset, int length) {
        long at = (start(document) + from) * tokenBytes;
        for (int done = 0; done < length; ) {
            ByteBuffer segment = tokens.segments[(int) (at / SEGMENT)];
            int first = (int) (at % SEGMENT);
            int run = Math.min(length - done, (segment.limit() - first) / tokenBytes);
            int target = offset + done;
            if (tokenBytes == Short.BYTES) {
                for (int i = 0; i < run; i++) {
                    into[target + i] = Short.toUnsignedInt(segment.getShort(first + i * Short.BYTES));
                }
            } else {
                for (int i = 0; i < run; i++) {
                    into[target + i] = segment.getInt(first + i * Integer.BYTES);
                }
            }
            done += run;
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
            try {
                starts = output(starts(folder, name));
                starts.writeLong(0);
            } catch (IOException e) {
                tokens.close();
                throw e;
            }
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

    /** A file mapped in segments, since one mapping has at most 2 GiB. */
    private record Mapped(ByteBuffer[] segments, long size) {

        static Mapped of(Path file) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                List<ByteBuffer> segments = new ArrayList<>();
                for (long from = 0; from < channel.size(); from += SEGMENT) {
                    segments.add(channel.map(FileChannel.MapMode.READ_ONLY, from,
                            Math.min(SEGMENT, channel.size() - from)));
                }
                return new Mapped(segments.toArray(ByteBuffer[]::new), channel.size());
            }
        }

        long getLong(long at) {
            return segments[(int) (at / SEGMENT)].getLong((int) (at % SEGMENT));
        }
    }
}
