package io.statecap.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {

    @TempDir
    private Path folder;

    @Test
    void theSentenceNamesWhatIsMissingAndWhereItWasLookedFor() {
        Libraries libraries = Libraries.find(Map.of("LD_LIBRARY_PATH", folder.toString(), "CUDA_HOME", "/no/cuda"),
                "/no/extra");
        String said = libraries.absent("why");
        assertTrue(said.contains("why"), said);
        for (String name : new String[] {"libcuda.so.1", "libnvrtc.so.13", "libcublas.so.13", "/no/extra",
            folder.toString(), "/no/cuda/lib64"}) {
            assertTrue(said.contains(name), said);
        }
        assertTrue(said.lines().count() == 1, said);
    }

    @Test
    void foundInTheFirstFolderThatHasIt() throws IOException {
        Files.createFile(folder.resolve("libnvrtc.so.13"));
        Files.createFile(folder.resolve("libnvrtc-builtins.so.13.0"));
        Libraries libraries = Libraries.find(Map.of(), folder.toString());
        assertTrue(libraries.hasCompiler());
        assertTrue(!libraries.absent("").contains("not found: libnvrtc"), libraries.absent(""));
    }
}
