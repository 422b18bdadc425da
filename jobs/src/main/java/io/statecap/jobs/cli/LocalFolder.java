package io.statecap.jobs.cli;

import io.statecap.jobs.common.HostSetup;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** A temporary local folder in which files are made that are then stored in a results directory, wherever that lies. */
record LocalFolder(Path path) {

    /** What is done with the folder. */
    interface Use<R> {
        R with(LocalFolder folder) throws IOException;
    }

    /** Makes a folder, uses it, and deletes it whatever happens. */
    static <R> R use(String prefix, Use<R> use) throws IOException {
        LocalFolder folder = new LocalFolder(Files.createTempDirectory(HostSetup.temporaries(), prefix));
        try {
            return use.with(folder);
        } finally {
            FileUtils.deleteDirectory(folder.path.toFile());
        }
    }

    /** Copies a file of this folder to the same place in the results directory, below {@code under}. */
    void store(Path file, ResultsDirectory results, String under) throws IOException {
        results.writeFile(under + name(file), out -> Files.copy(file, out));
    }

    /** The file's place in this folder, with {@code /} between its parts. */
    String name(Path file) {
        return path.relativize(file).toString().replace('\\', '/');
    }
}
