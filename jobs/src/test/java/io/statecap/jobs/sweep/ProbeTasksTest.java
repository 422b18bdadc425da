package io.statecap.jobs.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.store.Checkpoints;
import io.statecap.jobs.store.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTasksTest {

    private static final int NEVER_SO_LONG = 86_400;

    @TempDir
    private Path folder;

    private final List<String> measured = Collections.synchronizedList(new ArrayList<>());

    private Checkpoints checkpoints() throws IOException {
        return ResultsDirectory.local(folder).checkpoints("t");
    }

    private List<ProbeTasks.Part<String>> parts(String name, int count) {
        return IntStream.range(0, count).<ProbeTasks.Part<String>>mapToObj(i -> () -> {
            measured.add(name + i);
            return name.toUpperCase(java.util.Locale.ROOT) + i;
        }).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void resultsAreInTheOrderOfTheParts(int threads) throws IOException {
        ProbeTasks tasks = ProbeTasks.passing(threads, () -> false);

        assertEquals(List.of("A0", "A1", "A2", "A3"), tasks.run(parts("a", 4)));
        assertEquals(List.of("B0"), tasks.run(parts("b", 1)));
        assertEquals(List.of(), tasks.run(parts("c", 0)));
        assertEquals(5, measured.size());
    }

    @Test
    void whatAStoppedTrialMeasuredIsNotMeasuredAgain() throws IOException {
        ProbeTasks stopped = ProbeTasks.kept(1, () -> measured.size() == 5, checkpoints(), NEVER_SO_LONG);
        stopped.run(parts("a", 2));
        assertThrows(ProbeTasks.StoppedException.class, () -> stopped.run(parts("b", 4)));
        assertEquals(List.of("a0", "a1", "b0", "b1", "b2"), measured);
        measured.clear();

        ProbeTasks resumed = ProbeTasks.kept(1, () -> false, checkpoints(), NEVER_SO_LONG);
        assertEquals(List.of("A0", "A1"), resumed.run(parts("a", 2)));
        assertEquals(List.of("B0", "B1", "B2", "B3"), resumed.run(parts("b", 4)));
        assertEquals(List.of("b3"), measured);

        checkpoints().delete();
        assertTrue(checkpoints().readParts().isEmpty());
    }

    @Test
    void nothingIsKeptWhereNoCheckpointsAreWanted() throws IOException {
        ProbeTasks stopped = ProbeTasks.kept(1, () -> measured.size() == 2, checkpoints(), 0);
        assertThrows(ProbeTasks.StoppedException.class, () -> stopped.run(parts("a", 4)));
        assertTrue(checkpoints().readParts().isEmpty());
    }

    @Test
    void aPartThatCannotBeMeasuredSaysWhy() {
        ProbeTasks tasks = ProbeTasks.passing(2, () -> false);
        ProbeTasks.Part<String> broken = () -> {
            throw new IOException("no such data");
        };
        assertEquals("no such data", assertThrows(IOException.class, () -> tasks.run(List.of(broken, broken)))
                .getMessage());
    }
}
