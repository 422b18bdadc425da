package io.statecap.jobs.export;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.results.files.StorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.function.IOConsumer;

/** A folder that appears whole or not at all: filled beside its place, then moved there. */
final class ReplacedFolder {

    private ReplacedFolder() {}

    /**
     * Fills the folder; what stood in its place is deleted once the new content is whole.
     *
     * @param content fills an empty folder
     * @throws UsageException if the folder's place is below a file
     */
    static void write(Path folder, IOConsumer<Path> content) throws IOException {
        Path whole = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(whole.getParent());
        } catch (FileAlreadyExistsException e) {
            throw new UsageException(whole.getParent() + " is a file, but must be a folder.");
        }
        Path partial = Files.createTempDirectory(whole.getParent(), ".statecap-export");
        try {
            // A temporary folder is its owner's alone; an export is as open as any new folder.
            Path inner = Files.createDirectory(partial.resolve("content"));
            content.accept(inner);
            if (Files.exists(whole, LinkOption.NOFOLLOW_LINKS)) {
                FileUtils.forceDelete(whole.toFile());
            }
            Files.move(inner, whole);
        } catch (IOException e) {
            throw StorageException.of(whole, "written", e);
        } finally {
            FileUtils.deleteDirectory(partial.toFile());
        }
    }

    /** Whether there is nothing in that place, or an empty folder. */
    static boolean isFree(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }
}
