package io.statecap.jobs.results.files;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files that cannot be opened for as long as a test wishes. */
public final class FailingFileSystem extends RawLocalFileSystem {

    private volatile RuntimeException failure;

    public FailingFileSystem() throws IOException {
        initialize(URI.create("file:///"), new Configuration());
    }

    /** @param failure thrown by every opening from now on; null for none */
    public void fail(RuntimeException failure) {
        this.failure = failure;
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        if (failure != null) {
            throw failure;
        }
        return super.open(file, bufferSize);
    }
}
