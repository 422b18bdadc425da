package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.UsageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files in what the command line names. A folder is read once, however many links lead to it. */
final class InputListing {

    private final CorpusSettings settings;
    private final Configuration configuration;
    private final Set<String> seen = new HashSet<>();

    /**
     * A file.
     *
     * @param name  path without what stands before the folder that was named
     * @param named whether the command line names the file itself
     */
    record Entry(FileStatus file, String name, boolean named) {}

    InputListing(CorpusSettings settings, Configuration configuration) {
        this.settings = settings;
        this.configuration = configuration;
    }

    /** @throws UsageException if it does not exist */
    List<Entry> files(String input) throws IOException {
        Path path = GivenPath.of(input);
        FileSystem system = path.getFileSystem(configuration);
        FileStatus status;
        try {
            status = system.getFileStatus(path);
        } catch (FileNotFoundException e) {
            throw new UsageException(input + " does not exist; a file or a folder of text, JSON Lines, Parquet, tar"
                    + " or zip is needed.");
        }
        if (status.isFile()) {
            return List.of(new Entry(status, status.getPath().getName(), true));
        }
        List<Entry> files = new ArrayList<>();
        add(system, status, status.getPath().getName(), files);
        return files;
    }

    private void add(FileSystem system, FileStatus folder, String name, List<Entry> files) throws IOException {
        if (!seen.add(itself(folder.getPath()))) {
            return;
        }
        for (FileStatus entry : system.listStatus(folder.getPath())) {
            String own = entry.getPath().getName();
            String path = name.isEmpty() ? own : name + "/" + own;
            if (own.startsWith(".") || own.startsWith("_") || settings.excludes(path)) {
                continue;
            }
            if (entry.isDirectory()) {
                add(system, entry, path, files);
            } else {
                files.add(new Entry(entry, path, false));
            }
        }
    }

    /** Where a folder lies, links followed; only local ones have any. */
    private static String itself(Path folder) throws IOException {
        return "file".equals(folder.toUri().getScheme())
                ? java.nio.file.Path.of(folder.toUri()).toRealPath().toString() : folder.toString();
    }
}
