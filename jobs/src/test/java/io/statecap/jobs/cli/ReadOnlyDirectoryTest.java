package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's results: they can be read, and what cannot be written is said in one sentence. */
class ReadOnlyDirectoryTest {

    private static final String SETTING = "spark.hadoop.fs.readonly.impl";
    private static final GeneratedSweep SWEEP = new GeneratedSweep(1, 3, 9, 2, 4);

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(SETTING);
    }

    private String directory() throws IOException {
        SWEEP.write(ResultsDirectory.local(folder), SWEEP.trials());
        System.setProperty(SETTING, ReadOnly.class.getName());
        return "readonly://" + folder;
    }

    @Test
    void fitPrintsAndSaysWhatWasNotWritten() throws IOException {
        CommandRun fit = CommandRun.of("fit", directory());

        assertEquals(ExitCode.OK, fit.code(), fit.err());
        assertTrue(fit.out().contains("Thresholds T_train"), fit.out());
        assertEquals(1, fit.complaints().size(), fit.err());
        assertTrue(fit.err().contains("were not written: ") && fit.err().contains("the permission is missing"),
                fit.err());
    }

    @Test
    void reportPrintsWhatItWouldHaveShown() throws IOException {
        CommandRun report = CommandRun.of("report", directory());

        assertEquals(ExitCode.USAGE, report.code(), report.err());
        assertTrue(report.out().contains("Thresholds T_train"), report.out());
        assertEquals(1, report.complaints().size(), report.err());
        assertTrue(report.err().contains("the report was not written: "), report.err());
    }

    /** Local files that may only be read, whoever asks: the administrator may write where others may not. */
    public static final class ReadOnly extends FilterFileSystem {

        public ReadOnly() {
            super(new RawLocalFileSystem());
        }

        @Override
        public void initialize(URI name, Configuration configuration) throws IOException {
            fs.initialize(URI.create("file:///"), configuration);
        }

        @Override
        public URI getUri() {
            return URI.create("readonly:///");
        }

        @Override
        public org.apache.hadoop.fs.Path makeQualified(org.apache.hadoop.fs.Path path) {
            return path.makeQualified(getUri(), getWorkingDirectory());
        }

        @Override
        protected void checkPath(org.apache.hadoop.fs.Path path) {
            // Both schemes mean local files.
        }

        private static org.apache.hadoop.fs.Path local(org.apache.hadoop.fs.Path path) {
            return new org.apache.hadoop.fs.Path("file:" + path.toUri().getPath());
        }

        @Override
        public org.apache.hadoop.fs.FSDataInputStream open(org.apache.hadoop.fs.Path file, int size)
                throws IOException {
            return fs.open(local(file), size);
        }

        @Override
        public org.apache.hadoop.fs.FileStatus getFileStatus(org.apache.hadoop.fs.Path path) throws IOException {
            return fs.getFileStatus(local(path));
        }

        @Override
        public org.apache.hadoop.fs.FileStatus[] listStatus(org.apache.hadoop.fs.Path path) throws IOException {
            return fs.listStatus(local(path));
        }

        @Override
        public boolean hasPathCapability(org.apache.hadoop.fs.Path path, String capability) {
            return false;
        }

        @Override
        public boolean mkdirs(org.apache.hadoop.fs.Path folder, FsPermission permission) throws IOException {
            throw denied(folder);
        }

        @Override
        public boolean mkdirs(org.apache.hadoop.fs.Path folder) throws IOException {
            throw denied(folder);
        }

        @Override
        public FSDataOutputStream create(org.apache.hadoop.fs.Path file, FsPermission permission, boolean overwrite,
                int size, short replication, long block, Progressable progress) throws IOException {
            throw denied(file);
        }

        @Override
        public boolean delete(org.apache.hadoop.fs.Path path, boolean recursive) throws IOException {
            throw denied(path);
        }

        private static IOException denied(org.apache.hadoop.fs.Path path) {
            return new AccessControlException("Permission denied: user=guest, access=WRITE, inode=\"" + path + "\"");
        }
    }
}
