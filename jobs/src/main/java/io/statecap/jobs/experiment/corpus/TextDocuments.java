package io.statecap.jobs.experiment.corpus;

import java.io.IOException;
import java.io.InputStream;

/** A file that is one document. */
final class TextDocuments implements Documents {

    private final String path;
    private final InputStream in;
    private final int maximumBytes;
    private final PartSummary passedOver;
    private boolean done;

    TextDocuments(String path, InputStream in, int maximumBytes, PartSummary passedOver) {
        this.path = path;
        this.in = in;
        this.maximumBytes = maximumBytes;
        this.passedOver = passedOver;
    }

    @Override
    public byte[] next() throws IOException {
        if (done) {
            return null;
        }
        done = true;
        byte[] content = whole(in, path, maximumBytes);
        return text(content, passedOver) ? content : null;
    }

    /** Whether a file's content is text; if not, counts it. */
    static boolean text(byte[] content, PartSummary passedOver) {
        for (byte b : content) {
            if (b == 0) {
                passedOver.leaveOut(PartSummary.LeftOut.BINARY);
                return false;
            }
        }
        return true;
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
