package io.statecap.jobs.experiment.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.results.Checkpoints;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.model.engine.FrozenModel;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.commons.io.function.IORunnable;
import org.apache.commons.io.function.IOSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbePartsTest {

    private static final int NEVER_SO_LONG = 86_400;

    @TempDir
    private Path folder;

    private final List<Integer> reported = new ArrayList<>();
    private final List<String> measured = Collections.synchronizedList(new ArrayList<>());

    private Checkpoints checkpoints() throws IOException {
        return ResultsDirectory.local(folder).checkpoints("t");
    }

    /** Parts of a trial without checkpoints. */
    private ProbeParts unkept(int threads, double seconds) throws IOException {
        return parts(new ProbeParts.Limits(threads, () -> false, seconds, 0), () -> { });
    }

    /** Parts that are measured one by one. */
    private ProbeParts kept(BooleanSupplier stop, int saveEverySeconds) throws IOException {
        return parts(new ProbeParts.Limits(1, stop, Double.MAX_VALUE, saveEverySeconds), () -> { });
    }

    private ProbeParts parts(ProbeParts.Limits limits, IORunnable before) throws IOException {
        return new ProbeParts(task -> task.measure(null, null, bytes -> { }), "end", limits, checkpoints(), before,
                reported::add);
    }

    /** A task that is what its key says. */
    private record Part<R extends Serializable>(String key, IOSupplier<R> body) implements ProbeTask<R> {

        @Override
        public R measure(ProbeSubject subject, FrozenModel model, LongConsumer memory) throws IOException {
            return body.get();
        }

        @Override
        public double flops(ProbeSubject subject) {
            return 0;
        }

        @Override
        public String toString() {
            return key;
        }
    }

    private Part<String> part(String key) {
        return new Part<>(key, () -> {
            measured.add(key);
            return key.toUpperCase(java.util.Locale.ROOT);
        });
    }

    private List<Part<String>> parts(String name, int count) {
        return IntStream.range(0, count).mapToObj(i -> part(name + i)).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void resultsAreInTheOrderOfTheParts(int threads) throws IOException {
        ProbeParts tasks = unkept(threads, 3600);

        assertEquals(List.of("A0", "A1", "A2", "A3"), tasks.measure(parts("a", 4)));
        assertEquals(List.of("B0"), tasks.measure(parts("b", 1)));
        assertEquals(List.of(), tasks.measure(parts("c", 0)));
        assertEquals(5, measured.size());
    }

    @Test
    void whatAStoppedTrialMeasuredIsNotMeasuredAgain() throws IOException {
        ProbeParts stopped = kept(() -> measured.size() == 5, NEVER_SO_LONG);
        stopped.measure(parts("a", 2));
        assertThrows(ProbeParts.StoppedException.class, () -> stopped.measure(parts("b", 4)));
        assertEquals(List.of("a0", "a1", "b0", "b1", "b2"), measured);
        measured.clear();

        ProbeParts resumed = kept(() -> false, NEVER_SO_LONG);
        assertEquals(List.of("A0", "A1"), resumed.measure(parts("a", 2)));
        assertEquals(List.of("B0", "B1", "B2", "B3"), resumed.measure(parts("b", 4)));
        assertEquals(List.of("b3"), measured);

        checkpoints().delete();
        assertTrue(checkpoints().readParts().isEmpty());
    }

    /** A part is found by what it is, whatever the plan asks for before it; and twice where it is asked for twice. */
    @Test
    void aReorderedPlanLoadsNoOtherPartsResult() throws IOException {
        ProbeParts stopped = kept(() -> measured.size() == 3, NEVER_SO_LONG);
        assertThrows(ProbeParts.StoppedException.class, () -> stopped.measure(parts("a", 4)));
        measured.clear();

        ProbeParts resumed = kept(() -> false, NEVER_SO_LONG);
        assertEquals(List.of("B0", "A2", "A3", "A0", "A0"),
                resumed.measure(List.of(part("b0"), part("a2"), part("a3"), part("a0"), part("a0"))));
        assertEquals(List.of("b0", "a3", "a0"), measured);
        assertEquals(List.of("A1"), resumed.measure(List.of(part("a1"))));
    }

    /** Parts of a probe along the training are not taken for those of the probe at its end. */
    @Test
    void probesOfOneTrialDoNotMixTheirParts() throws IOException {
        ProbeParts along = kept(() -> false, 1);
        along.measure(parts("a", 2));
        ProbeParts stopped = kept(() -> measured.size() == 3, 1);
        assertThrows(ProbeParts.StoppedException.class, () -> stopped.measure(parts("b", 2)));

        ProbeParts resumed = kept(() -> false, 1);
        reported.clear();
        assertEquals(List.of("B0", "B1"), resumed.measure(parts("b", 2)));
        assertEquals(List.of("a0", "a1", "b0", "b1"), measured);
        assertEquals(List.of(1, 2), reported);
    }

    @Test
    void nothingIsKeptWhereNoCheckpointsAreWanted() throws IOException {
        ProbeParts stopped = kept(() -> measured.size() == 2, 0);
        assertThrows(ProbeParts.StoppedException.class, () -> stopped.measure(parts("a", 4)));
        assertTrue(checkpoints().readParts().isEmpty());
    }

    /** Parts are worth nothing without the weights that they were measured with. */
    @Test
    void theTrainingIsSavedBeforeTheFirstPart() throws IOException {
        List<Integer> partsOnDisk = new ArrayList<>();
        ProbeParts stopped = parts(new ProbeParts.Limits(1, () -> measured.size() == 3, Double.MAX_VALUE,
                NEVER_SO_LONG), () -> partsOnDisk.add(checkpoints().readParts().size()));
        assertThrows(ProbeParts.StoppedException.class, () -> stopped.measure(parts("a", 4)));
        assertEquals(List.of(0), partsOnDisk);
        assertEquals(1, checkpoints().readParts().size());
    }

    /** A part that is under way when another one sees that the trial is to stop is not lost. */
    @Test
    void partsUnderWayAtAStopAreKept() throws Exception {
        CountDownLatch stopSeen = new CountDownLatch(1);
        ProbeParts stopped = parts(new ProbeParts.Limits(2, () -> {
            if (measured.size() == 1) {
                stopSeen.countDown();
                return true;
            }
            return false;
        }, Double.MAX_VALUE, NEVER_SO_LONG), () -> { });
        CountDownLatch slowRuns = new CountDownLatch(1);
        Part<String> slow = new Part<>("slow", () -> {
            slowRuns.countDown();
            await(stopSeen);
            return "slow";
        });
        Part<String> fast = new Part<>("fast", () -> {
            await(slowRuns);
            measured.add("fast");
            return "fast";
        });
        Part<String> never = new Part<>("never", () -> "never");
        assertThrows(ProbeParts.StoppedException.class, () -> stopped.measure(List.of(slow, fast, never)));
        measured.clear();

        ProbeParts resumed = kept(() -> false, NEVER_SO_LONG);
        assertEquals(List.of("slow", "fast", "NEVER"),
                resumed.measure(List.of(part("slow"), part("fast"), part("never"))));
        assertEquals(List.of("never"), measured);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(1, TimeUnit.MINUTES));
        } catch (InterruptedException e) {
            // The pool that runs parts interrupts what is under way when one fails: parts go on to their end.
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTrialWhoseTimeIsOverMeasuresNoMore() throws IOException {
        ProbeParts late = unkept(1, 0);
        assertThrows(ProbeParts.TimeLimitException.class, () -> late.measure(parts("a", 2)));
        assertEquals(List.of(), measured);
        assertEquals(List.of("B0"), unkept(1, 3600).measure(parts("b", 1)));
        assertEquals(List.of("C0"),
                unkept(1, 60 * Double.MAX_VALUE).measure(parts("c", 1)));
    }

    @Test
    void aPartThatCannotBeMeasuredSaysWhy() throws IOException {
        ProbeParts tasks = unkept(2, 3600);
        Part<String> broken = new Part<>("broken", () -> {
            throw new IOException("no such data");
        });
        assertEquals("no such data", assertThrows(IOException.class, () -> tasks.measure(List.of(broken, broken)))
                .getMessage());
    }
}
