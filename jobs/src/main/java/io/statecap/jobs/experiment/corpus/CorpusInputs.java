package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

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
     * @throws UsageException if one does not exist, it is not clear what one is, or there is none
     */
    public static CorpusInputs list(List<String> inputs, CorpusSettings settings, Configuration configuration)
            throws IOException {
        InputListing listing = new InputListing(settings, configuration);
        for (String input : inputs) {
            listing.add(input);
        }
        if (listing.files().isEmpty()) {
            throw new UsageException("no file " + (settings.extensions().isEmpty() ? ""
                    : "ending in " + settings.extensions() + " ") + "was found in " + inputs + ".");
        }
        List<InputPart> parts = new ArrayList<>();
        List<Source> sources = new ArrayList<>();
        long bytes = 0;
        for (InputListing.Entry found : listing.files()) {
            addParts(found, parts);
            sources.add(new Source(found.name(), found.file().getLen()));
            bytes += found.file().getLen() * (found.packed() ? UNPACKED_RATIO : 1);
        }
        sources.sort(Comparator.comparing(Source::name).thenComparing(Source::bytes));
        return new CorpusInputs(parts, sources, bytes);
    }

    private static void addParts(InputListing.Entry found, List<InputPart> parts) {
        InputFormat format = found.format();
        String path = found.file().getPath().toString();
        long length = found.file().getLen();
        boolean divisible = format == InputFormat.PARQUET || format == InputFormat.JSONL && !found.packed();
        if (!divisible) {
            // A packed file's lines have no end in bytes of the file.
            parts.add(new InputPart(path, format, 0, format == InputFormat.JSONL ? Long.MAX_VALUE : length));
            return;
        }
        for (long from = 0; from < length || from == 0; from += PART_BYTES) {
            parts.add(new InputPart(path, format, from, Math.min(length, from + PART_BYTES)));
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
