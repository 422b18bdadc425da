package io.statecap.datasets;

import java.util.List;

/** Documents whose tokens are their bytes, 0 … 255, then {@link #SEPARATOR}. */
public final class ByteDocuments implements TokenDocuments {

    /** The token after each document. */
    public static final int SEPARATOR = 256;

    private final byte[][] contents;
    private final long[] starts;

    public ByteDocuments(List<byte[]> documents) {
        contents = documents.toArray(byte[][]::new);
        starts = new long[contents.length + 1];
        for (int i = 0; i < contents.length; i++) {
            starts[i + 1] = starts[i] + contents[i].length + 1;
        }
    }

    @Override
    public int count() {
        return contents.length;
    }

    @Override
    public long start(int document) {
        return starts[document];
    }

    @Override
    public void copy(int document, long from, int[] tokens, int offset, int count) {
        byte[] content = contents[document];
        for (int i = 0; i < count; i++) {
            int at = (int) from + i;
            tokens[offset + i] = at < content.length ? content[at] & 0xff : SEPARATOR;
        }
    }
}
