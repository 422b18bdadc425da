package io.statecap.datasets;

import java.nio.file.Path;
import java.util.List;

/**
 * Which text to read, and how, see {@link TextSource}.
 *
 * @param paths         folders (read with their subfolders), zips, jars and single files
 * @param extensions    endings of the file names to read, such as {@code .java}, upper or lower case alike; none
 *                      means every file
 * @param minimumTokens shortest document to keep, tokens (bytes) without the separator
 * @param heldOutShare  share of documents set apart as held-out, between 0 and 1, both excluded
 * @param start         where a sequence starts
 * @param maximumBytes  most bytes to read, unpacked; more is refused
 */
public record TextSettings(List<Path> paths, List<String> extensions, int minimumTokens, double heldOutShare,
                           TextStart start, long maximumBytes) {

    /** A bound for text that is held in memory: 512 MiB. */
    public static final long DEFAULT_MAXIMUM_BYTES = 512L << 20;

    /** @throws IllegalArgumentException if a setting is out of range */
    public TextSettings {
        paths = List.copyOf(paths);
        extensions = List.copyOf(extensions);
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("path must name at least one folder, zip, jar or file");
        }
        for (String extension : extensions) {
            if (extension.length() < 2 || !extension.startsWith(".")) {
                throw new IllegalArgumentException("extensions must be endings such as \".java\", not \""
                        + extension + "\"");
            }
        }
        if (minimumTokens < 1) {
            throw new IllegalArgumentException("minimumTokens must be at least 1, not " + minimumTokens);
        }
        if (!(heldOutShare > 0 && heldOutShare < 1)) {
            throw new IllegalArgumentException("heldOutShare must be above 0 and below 1, not " + heldOutShare);
        }
        if (start == null) {
            throw new IllegalArgumentException("start must be DOCUMENT or ANYWHERE, not null");
        }
        if (maximumBytes < 1) {
            throw new IllegalArgumentException("maximumBytes must be at least 1, not " + maximumBytes);
        }
    }
}
