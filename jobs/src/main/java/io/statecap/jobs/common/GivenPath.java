package io.statecap.jobs.common;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.fs.Path;

/** Paths of the command line, most of which may lie on any file system that Hadoop knows. */
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

    /**
     * The text of a local file.
     *
     * @throws UsageException where it cannot be read as UTF-8
     */
    public static String text(java.nio.file.Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new UsageException(file + " does not exist, but must be a file.");
        } catch (CharacterCodingException e) {
            throw new UsageException(file + " is not UTF-8 text, but must be.");
        } catch (IOException e) {
            throw new UsageException(file + " cannot be read (" + e.getMessage() + "), but must be a file.");
        }
    }
}
