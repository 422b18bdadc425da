package io.statecap.jobs.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsableFolderTest {

    @TempDir
    private Path folder;

    @Test
    void noexecIsThatOfTheDeepestMount() {
        List<String> mounts = List.of("/dev/vda / ext4 rw,relatime 0 0", "tmpfs /scratch tmpfs rw,nosuid,noexec 0 0",
                "tmpfs /scratch/more\\040room tmpfs rw 0 0");

        assertTrue(UsableFolder.noexec(mounts, Path.of("/scratch/a")));
        assertFalse(UsableFolder.noexec(mounts, Path.of("/scratch/more room/a")));
        assertFalse(UsableFolder.noexec(mounts, Path.of("/scratchfolder")));
        assertFalse(UsableFolder.noexec(mounts, Path.of("/home/a")));
    }

    @Test
    void lookingLeavesNoFileBehind() throws IOException {
        assertEquals(Optional.empty(), UsableFolder.problem(folder.resolve("a/b"), 1));
        assertEquals(List.of(), Files.list(folder.resolve("a/b")).toList());

        Path file = Files.writeString(folder.resolve("file"), "");
        assertEquals(Optional.of("cannot be written"), UsableFolder.problem(file.resolve("b"), 1));
        assertTrue(UsableFolder.problem(folder, Long.MAX_VALUE).orElseThrow().startsWith("has less than "));
        assertEquals(Set.of(file, folder.resolve("a")), Files.list(folder).collect(Collectors.toSet()));
    }
}
