package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.UsageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The files in what the command line names, by path. A folder is read once, however many links lead to it. */
public final class CorpusInputs {

    private static final int UNPACKED_RATIO = 4;

    private final CorpusSettings settings;
    private final Configuration configuration;
    private final Set<String> seen = new HashSet<>();
    private final SortedMap<String, Source> files = new TreeMap<>();

    /**
     * A file to read.
     *
     * @param path   qualified with its file system
     * @param name   path without what stands before the folder that was named
     * @param format how documents lie in it
     * @param bytes  its size
     */
    public record Source(String path, String name, InputFormat format, long bytes) implements Serializable {}

    private CorpusInputs(CorpusSettings settings, Configuration configuration) {
        this.settings = settings;
        this.configuration = configuration;
    }

    /**
     * Lists the files that the command line names; folders with their subfolders, without hidden files.
     *
     * @throws UsageException if one does not exist, it is not clear what one is, or there is none
     */
    public static List<Source> list(List<String> inputs, CorpusSettings settings, Configuration configuration)
            throws IOException {
        CorpusInputs listing = new CorpusInputs(settings, configuration);
        for (String input : inputs) {
            listing.add(input);
        }
        if (listing.files.isEmpty()) {
            throw new UsageException("no file " + (settings.extensions().isEmpty() ? ""
                    : "ending in " + settings.extensions() + " ") + "was found in " + inputs + ".");
        }
        return List.copyOf(listing.files.values());
    }

    private void add(String input) throws IOException {
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
            InputFormat format = settings.format() != null ? settings.format()
                    : DocumentReader.format(file.getPath(), file.getLen(), settings, configuration);
            if (named || format != InputFormat.TEXT || settings.wants(name)) {
                files.put(path, new Source(path, name, format, file.getLen()));
            }
        }
    }

    /** Where a folder lies, links followed; only local ones have any. */
    private static String itself(Path folder) throws IOException {
        return "file".equals(folder.toUri().getScheme())
                ? java.nio.file.Path.of(folder.toUri()).toRealPath().toString() : folder.toString();
    }

    /** Size in text, bytes, about: packed files count several times, as they unpack. */
    public static long textBytes(List<Source> files) {
        return files.stream().mapToLong(file -> file.format() == InputFormat.ZIP || file.format() == InputFormat.PARQUET
                || InputFormat.compression(file.path()) != null ? UNPACKED_RATIO * file.bytes() : file.bytes()).sum();
    }
}
