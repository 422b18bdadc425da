package io.statecap.jobs.experiment.corpus;

import java.io.IOException;
import java.io.InputStream;

/** A file that is one document. */
final class TextDocuments implements Documents {

    private final String path;
    private final InputStream in;
    private final int maximumBytes;
    private boolean done;

    TextDocuments(String path, InputStream in, int maximumBytes) {
        this.path = path;
        this.in = in;
        this.maximumBytes = maximumBytes;
    }

    @Override
    public byte[] next() throws IOException {
        if (done) {
            return null;
        }
        done = true;
        return whole(in, path, maximumBytes);
    }

    /** All of a stream. Counted as it is read: what a header says of sizes may be false. */
    static byte[] whole(InputStream in, String name, int maximumBytes) throws IOException {
        byte[] content = in.readNBytes(maximumBytes);
        if (content.length == maximumBytes && in.read() >= 0) {
            throw tooLong(name, maximumBytes);
        }
        return content;
    }

    static CorpusInputException tooLong(String name, int maximumBytes) {
        return new CorpusInputException(name + " has more than " + maximumBytes
                + " bytes, the most that one document may have (--maximum-mib).");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
