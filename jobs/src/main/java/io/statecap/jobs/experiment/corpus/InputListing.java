package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.UsageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files in what the command line names. A folder is read once, however many links lead to it. */
final class InputListing {

    private final CorpusSettings settings;
    private final Configuration configuration;
    private final DocumentReader reader;
    private final Set<String> seen = new HashSet<>();
    private final SortedMap<String, Entry> files = new TreeMap<>();

    /** @param name path without what stands before the folder that was named */
    record Entry(FileStatus file, String name, InputFormat format) {

        boolean packed() {
            return format == InputFormat.ZIP || format == InputFormat.PARQUET
                    || InputFormat.compressed(file.getPath().getName());
        }
    }

    InputListing(CorpusSettings settings, Configuration configuration) {
        this.settings = settings;
        this.configuration = configuration;
        this.reader = new DocumentReader(settings, configuration, new PartSummary());
    }

    /** All files that were added, by path. */
    Collection<Entry> files() {
        return files.values();
    }

    /**
     * Adds a file, or a folder with its subfolders.
     *
     * @throws UsageException if it does not exist, or it is not clear what a file is
     */
    void add(String input) throws IOException {
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
            addFile(status, status.getPath().getName(), true);
        } else {
            addFolder(system, status, status.getPath().getName());
        }
    }

    private void addFolder(FileSystem system, FileStatus folder, String name) throws IOException {
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
                addFolder(system, entry, path);
            } else {
                addFile(entry, path, false);
            }
        }
    }

    private void addFile(FileStatus file, String name, boolean named) throws IOException {
        String path = file.getPath().toString();
        if (!files.containsKey(path)) {
            InputFormat format = settings.format() != null ? settings.format() : reader.format(path);
            if (named || format != InputFormat.TEXT || settings.wants(name)) {
                files.put(path, new Entry(file, name, format));
            }
        }
    }

    /** Where a folder lies, links followed; only local ones have any. */
    private static String itself(Path folder) throws IOException {
        return "file".equals(folder.toUri().getScheme())
                ? java.nio.file.Path.of(folder.toUri()).toRealPath().toString() : folder.toString();
    }
}
