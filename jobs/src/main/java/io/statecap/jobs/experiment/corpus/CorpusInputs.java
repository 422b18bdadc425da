package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.UsageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files to read.
 *
 * @param parts every part of them, in the order of names
 * @param names name and bytes of each file, by name; without the folder that was named
 * @param bytes size in text: packed files count several times, as they unpack
 */
public record CorpusInputs(List<InputPart> parts, List<Source> names, long bytes) {

    /** Large files that can be entered anywhere are cut into parts of this size. */
    private static final long PART_BYTES = 32L << 20;
    /** What opening a file costs, as if it had that many bytes more. */
    private static final long OPEN_BYTES = 1L << 16;
    private static final int UNPACKED_RATIO = 4;

    public CorpusInputs {
        parts = List.copyOf(parts);
        names = List.copyOf(names);
    }

    /** A file as the manifest names it. */
    public record Source(String name, long bytes) {}

    /**
     * Lists the files that the command line names; folders with their subfolders, without hidden files.
     *
     * @throws UsageException if one does not exist, or there is none
     */
    public static CorpusInputs list(List<String> inputs, CorpusSettings settings, Configuration configuration)
            throws IOException {
        Map<String, FileStatus> files = new TreeMap<>();
        Map<String, String> names = new TreeMap<>();
        for (String input : inputs) {
            Path path = GivenPath.of(input);
            FileSystem system = path.getFileSystem(configuration);
            FileStatus status;
            try {
                status = system.getFileStatus(path);
            } catch (FileNotFoundException e) {
                throw new UsageException(input + " does not exist; a file or a folder of text, JSON Lines, Parquet"
                        + " or zip is needed.");
            }
            for (FileStatus file : files(system, status, settings)) {
                String full = file.getPath().toString();
                String root = status.getPath().getParent() == null ? "" : status.getPath().getParent().toString();
                files.put(full, file);
                names.put(full, full.startsWith(root) ? full.substring(root.length()).replaceFirst("^/", "") : full);
            }
        }
        if (files.isEmpty()) {
            throw new UsageException("no file " + (settings.extensions().isEmpty() ? ""
                    : "ending in " + settings.extensions() + " ") + "was found in " + inputs + ".");
        }
        List<InputPart> parts = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        long bytes = 0;
        for (FileStatus file : files.values()) {
            addParts(file, settings, parts);
            sources.add(new Source(names.get(file.getPath().toString()), file.getLen()));
            bytes += file.getLen() * (packed(file, settings) ? UNPACKED_RATIO : 1);
        }
        sources.sort(Comparator.comparing(Source::name).thenComparing(Source::bytes));
        return new CorpusInputs(parts, sources, bytes);
    }

    private static List<FileStatus> files(FileSystem system, FileStatus root, CorpusSettings settings)
            throws IOException {
        List<FileStatus> files = new ArrayList<>();
        if (root.isFile()) {
            // A file that is named outright is wanted, whatever its ending.
            files.add(root);
            return files;
        }
        for (FileStatus entry : system.listStatus(root.getPath())) {
            String name = entry.getPath().getName();
            if (name.startsWith(".") || name.startsWith("_")) {
                continue;
            }
            if (entry.isDirectory()) {
                files.addAll(files(system, entry, settings));
            } else if (format(entry, settings) != InputFormat.TEXT || settings.wants(name)) {
                files.add(entry);
            }
        }
        return files;
    }

    private static InputFormat format(FileStatus file, CorpusSettings settings) {
        return settings.format() != null ? settings.format() : InputFormat.of(file.getPath().getName());
    }

    private static boolean packed(FileStatus file, CorpusSettings settings) {
        InputFormat format = format(file, settings);
        return format == InputFormat.ZIP || format == InputFormat.PARQUET
                || InputFormat.compressed(file.getPath().getName());
    }

    private static void addParts(FileStatus file, CorpusSettings settings, List<InputPart> parts) {
        InputFormat format = format(file, settings);
        String path = file.getPath().toString();
        boolean divisible = format == InputFormat.PARQUET
                || format == InputFormat.JSONL && !InputFormat.compressed(file.getPath().getName());
        if (!divisible) {
            // A packed file's lines have no end in bytes of the file.
            parts.add(new InputPart(path, format, 0, format == InputFormat.JSONL ? Long.MAX_VALUE : file.getLen()));
            return;
        }
        for (long from = 0; from < file.getLen() || from == 0; from += PART_BYTES) {
            parts.add(new InputPart(path, format, from, Math.min(file.getLen(), from + PART_BYTES)));
        }
    }

    /** Parts in groups, each the work of a task. */
    public List<List<InputPart>> tasks() {
        List<List<InputPart>> tasks = new ArrayList<>();
        List<InputPart> task = new ArrayList<>();
        long size = 0;
        for (InputPart part : parts) {
            task.add(part);
            size += Math.min(part.bytes(), PART_BYTES) + OPEN_BYTES;
            if (size >= PART_BYTES) {
                tasks.add(task);
                task = new ArrayList<>();
                size = 0;
            }
        }
        if (!task.isEmpty()) {
            tasks.add(task);
        }
        return tasks;
    }
}
