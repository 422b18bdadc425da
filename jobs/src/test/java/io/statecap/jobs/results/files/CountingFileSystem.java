package io.statecap.jobs.results.files;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files behind the manners of an object store ({@code counted://}): whole uploads, and each call is counted. */
public final class CountingFileSystem extends FilterFileSystem {

    /** Calls of all instances: Hadoop makes them. A test that counts runs alone. */
    private static final AtomicInteger CALLS = new AtomicInteger();

    /** Made by Hadoop. */
    public CountingFileSystem() {
        super(new RawLocalFileSystem());
    }

    /** A configuration that knows the scheme. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set("fs.counted.impl", CountingFileSystem.class.getName());
        return configuration;
    }

    /** Such a path of a local folder. */
    public static Path path(java.nio.file.Path folder) {
        return new Path("counted", null, folder.toUri().getPath());
    }

    /** Calls since the last time. */
    public static int calls() {
        return CALLS.getAndSet(0);
    }

    @Override
    public String getScheme() {
        return "counted";
    }

    @Override
    public URI getUri() {
        return URI.create("counted:///");
    }

    @Override
    public Path makeQualified(Path path) {
        return path(java.nio.file.Path.of(path.toUri().getPath()));
    }

    @Override
    protected void checkPath(Path path) {
        // Those of the local file system behind it are welcome too.
    }

    private static Path local(Path path) {
        return new Path("file", null, path.toUri().getPath());
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) {
        return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        CALLS.incrementAndGet();
        return super.open(local(path), bufferSize);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        CALLS.incrementAndGet();
        return named(super.getFileStatus(local(path)));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        CALLS.incrementAndGet();
        FileStatus[] entries = super.listStatus(local(path));
        for (int i = 0; i < entries.length; i++) {
            entries[i] = named(entries[i]);
        }
        return entries;
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        CALLS.incrementAndGet();
        return super.delete(local(path), recursive);
    }

    private static FileStatus named(FileStatus status) {
        return new FileStatus(status.getLen(), status.isDirectory(), 1, status.getBlockSize(),
                status.getModificationTime(), new Path("counted", null, status.getPath().toUri().getPath()));
    }
}
