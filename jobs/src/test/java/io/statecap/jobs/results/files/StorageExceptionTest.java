package io.statecap.jobs.results.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class StorageExceptionTest {

    private static String sentence(IOException problem) {
        return StorageException.of("results/a", "written", problem).getMessage();
    }

    @Test
    void aFullDiskSaysThatNothingIsLostAndHowToGoOn() {
        String full = "results/a cannot be written: its disk is full. Nothing that was finished is lost; free some"
                + " space and run the same command again.";
        assertEquals(full, sentence(new IOException("No space left on device")));
        assertEquals(full, sentence(new FileSystemException("a", null, "No space left on device")));
        assertEquals(full, sentence(new IOException("close", new IOException("Disk quota exceeded"))));
    }

    @Test
    void whatMayNotBeWrittenSaysWhy() {
        assertEquals("results/a cannot be written: its file system is read-only; allow it, or use another directory.",
                sentence(new FileNotFoundException("results/a (Read-only file system)")));
        String denied = "results/a cannot be written: the permission is missing; allow it, or use another directory.";
        assertEquals(denied, sentence(new AccessDeniedException("results/a")));
        assertEquals(denied, sentence(new FileNotFoundException("results/a (Permission denied)")));
    }

    @Test
    void anythingElseStaysAsItIs() {
        IOException other = new IOException("Connection reset");
        assertSame(other, StorageException.of("results/a", "written", other));
    }
}
