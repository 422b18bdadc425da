package io.statecap.jobs.common;

import org.apache.hadoop.fs.Path;

/** Paths of the command line, which may lie on any file system that Hadoop knows. */
public final class GivenPath {

    private GivenPath() {}

    /** @throws UsageException where the name is none */
    public static Path of(String name) {
        try {
            return new Path(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException("'" + name + "' names no file or folder: " + (name.isBlank() ? "it is empty."
                    : "what stands before a colon names a file system. For a local name with a colon write ./"
                    + name + "."));
        }
    }
}
