package io.statecap.jobs.common;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BuildInfoTest {

    @Test
    void theBuildFilledInVersionAndCommit() {
        BuildInfo build = BuildInfo.load();

        assertTrue(build.version().matches("\\d+\\.\\d+\\.\\d+.*"), build.toString());
        assertTrue(build.commit().matches("[0-9a-f]{12}|unknown"), build.toString());
    }
}
