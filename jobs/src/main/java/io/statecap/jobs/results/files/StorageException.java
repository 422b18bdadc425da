package io.statecap.jobs.results.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Optional;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * A folder that is full, in use by another sweep, or may not be written or read, or a kept model that is damaged: what
 * no further attempt cures. The message is one sentence that names the path and the remedy.
 */
public final class StorageException extends IOException {

    private static final long serialVersionUID = 1L;

    private StorageException(String sentence, Throwable cause) {
        super(sentence, cause);
    }

    /** From a sentence. */
    public StorageException(String sentence) {
        super(sentence);
    }

    /**
     * What a problem with a path comes down to; the problem itself where no remedy is known.
     *
     * @param verb what was tried, "written", "read" or "deleted"
     */
    public static IOException of(Object path, String verb, IOException problem) {
        if (problem instanceof StorageException) {
            return problem;
        }
        // Names and messages of the problem and of what caused it.
        String said = ExceptionUtils.getThrowableList(problem).toString();
        if (said.contains("No space left on device") || said.contains("Disk quota exceeded")
                || said.contains("QuotaExceededException") || said.contains("DiskOutOfSpaceException")) {
            return new StorageException(path + " cannot be written: its disk is full. Nothing that was finished is"
                    + " lost; free some space and run the same command again.", problem);
        }
        Optional<String> reason = denial(problem, said);
        return reason.isEmpty() ? problem : new StorageException(path + " cannot be " + verb + ": " + reason.get()
                + "; allow it, or use another directory.", problem);
    }

    private static Optional<String> denial(IOException problem, String said) {
        if (said.contains("Read-only file system") || problem.getCause() instanceof ReadOnlyFileSystemException) {
            return Optional.of("its file system is read-only");
        }
        boolean denied = problem instanceof AccessDeniedException || said.contains("Permission denied")
                || said.contains("AccessControlException") || said.contains("Operation not permitted");
        return denied ? Optional.of("the permission is missing") : Optional.empty();
    }
}
