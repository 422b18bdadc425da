package io.statecap.jobs.common;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BuildInfoTest {

    @Test
    void theBuildFilledInVersionAndCommit() {
        BuildInfo build = BuildInfo.load();

        assertTrue(build.version().matches("\\d+\\.\\d+\\.\\d+.*"), build.toString());
        boolean checkout = Files.exists(Path.of("..", ".git"));
        assertTrue(build.commit().matches(checkout ? "[0-9a-f]{12}" : "unknown"), build.toString());
    }
}
