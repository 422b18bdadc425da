package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.UsageException;
import java.io.InputStream;
import org.apache.commons.io.input.ProxyInputStream;

/**
 * Stops a stream that unpacks to far more than its file could honestly hold. Text shrinks to a third or a tenth, and
 * repetitive text to a hundredth.
 */
final class InflationGuard extends ProxyInputStream {

    private static final long LARGEST_RATIO = 500;
    private static final long ALWAYS_ALLOWED = 64L << 20;

    private final String path;
    private final long limit;
    private long read;

    /** @param fileBytes size of the packed file */
    InflationGuard(InputStream in, String path, long fileBytes) {
        super(in);
        this.path = path;
        this.limit = Math.max(ALWAYS_ALLOWED, LARGEST_RATIO * fileBytes);
    }

    /** Counts bytes that were unpacked from the file by some other stream. */
    void count(long bytes) {
        read += bytes;
        if (read > limit) {
            throw new UsageException(path + " unpacks to more than " + LARGEST_RATIO
                    + " times its size, which no text does: is it a zip bomb?");
        }
    }

    @Override
    protected void afterRead(int got) {
        count(Math.max(0, got));
    }
}
