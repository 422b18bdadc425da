package io.statecap.jobs.experiment.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines of bytes, each up to its line feed, and where they begin. */
final class Lines implements Closeable {

    /** A line that is longer than allowed. */
    static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1L;

        private final int limit;

        TooLongException(int limit) {
            this.limit = limit;
        }

        int limit() {
            return limit;
        }
    }

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long position;
    private byte[] line = new byte[1 << 12];
    private int length;

    /** @param position of the stream's next byte */
    Lines(InputStream in, int longest, long position) {
        this.in = in;
        this.longest = longest;
        this.position = position;
    }

    /** Where the next line begins. */
    long position() {
        return position;
    }

    /** Reads the next line; false at the end. */
    boolean read() throws IOException {
        return read(true);
    }

    /** Passes over the next line, however long it is. */
    void skip() throws IOException {
        read(false);
    }

    private boolean read(boolean keep) throws IOException {
        length = 0;
        boolean any = false;
        while (true) {
            if (at == end) {
                end = Math.max(0, in.read(buffer));
                at = 0;
                if (end == 0) {
                    return any;
                }
            }
            any = true;
            int feed = at;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            if (keep) {
                append(feed - at);
            }
            boolean ended = feed < end;
            position += feed - at + (ended ? 1 : 0);
            at = feed + (ended ? 1 : 0);
            if (ended) {
                return true;
            }
        }
    }

    private void append(int count) throws TooLongException {
        if (count > longest - length) {
            throw new TooLongException(longest);
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, (int) Math.min(Integer.MAX_VALUE - 16, Math
                    .max(2L * line.length, length + count)));
        }
        System.arraycopy(buffer, at, line, length, count);
        length += count;
    }

    /** Holds the line; longer than it. */
    byte[] bytes() {
        return line;
    }

    int length() {
        return length;
    }

    /** Whether the line has nothing but white space. */
    boolean blank() {
        for (int i = 0; i < length; i++) {
            if (line[i] > ' ' || line[i] < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
