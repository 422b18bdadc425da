package io.statecap.jobs.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.experiment.trial.TrialContext;
import io.statecap.jobs.results.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BisectSweepTest {

    private static final String LENGTHS = "[16, 32, 64, 128, 256, 512]";
    private static final String BISECT = ", \"search\": \"bisect\"";

    @TempDir
    private Path folder;

    /** Monotone: the threshold grows with the size, and a seed moves it. */
    private static boolean collapses(Trial trial, TrialContext context) {
        return trial.training().length() < trial.model().dState() * (trial.training().seed() == 0 ? 16 : 32);
    }

    private TestSweep sweep(String name, String more) throws IOException {
        return new TestSweep(folder.resolve(name), "[1, 4, 8, 32]", LENGTHS, "[0, 1]", more);
    }

    private static List<ThresholdRow> thresholds(TestSweep sweep) throws IOException {
        return Analysis.analyse(sweep.results.read(Table.TRIALS), sweep.results.read(Table.CURVES), List.of(),
                sweep.config.criterion()).thresholds();
    }

    @Test
    void bisectionGivesTheGridsThresholdsAndAGridAddsTheRest() throws Exception {
        FakeTrialRunner trials = FakeTrialRunner.of(folder.resolve("journal"), BisectSweepTest::collapses);
        TestSweep grid = sweep("grid", "");
        TestSweep bisect = sweep("bisect", BISECT);

        grid.run(trials);
        SweepOutcome outcome = bisect.run(trials);
        int tried = bisect.rows().size();
        SweepOutcome again = bisect.run(trials);

        assertTrue(tried <= 0.6 * grid.rows().size(), tried + " of " + grid.rows().size() + " trials");
        assertEquals(List.of(), outcome.remarks());
        assertEquals(0, again.trained());
        assertSameBrackets(thresholds(grid), thresholds(bisect));
        SweepOutcome widened = sweep("bisect", "").run(trials);
        assertEquals(grid.rows().size() - tried, widened.trained());
        assertEquals(grid.rows().keySet(), bisect.rows().keySet());
    }

    /** Equal for each seed; over seeds, each of which bisection tries at lengths of its own, around the grid's. */
    private static void assertSameBrackets(List<ThresholdRow> grid, List<ThresholdRow> bisect) {
        assertEquals(grid.size(), bisect.size());
        for (int i = 0; i < grid.size(); i++) {
            ThresholdRow all = grid.get(i);
            ThresholdRow some = bisect.get(i);
            assertEquals(all.stateSize() + " " + all.seed() + " " + all.monotone(),
                    some.stateSize() + " " + some.seed() + " " + some.monotone());
            if (all.seed() != null) {
                assertEquals(List.of(low(all), high(all)), List.of(low(some), high(some)), some.toString());
            }
            assertTrue(low(some) <= low(all) && high(some) >= high(all), some + " is not around " + all);
        }
    }

    private static long low(ThresholdRow row) {
        return row.lower() == null ? 0 : row.lower();
    }

    private static long high(ThresholdRow row) {
        return row.upper() == null ? Long.MAX_VALUE : row.upper();
    }

    @Test
    void saysWhereOutcomesAreNotMonotone() throws Exception {
        TestSweep grid = new TestSweep(folder.resolve("results"), "4", LENGTHS, "0", "");
        FakeTrialRunner trials = FakeTrialRunner.of(folder.resolve("journal"),
                (trial, context) -> trial.training().length() != 32);
        grid.run(trials);

        SweepOutcome outcome = new TestSweep(folder.resolve("results"), "4", LENGTHS, "0", BISECT).run(trials);

        assertEquals(0, outcome.trained());
        assertEquals(1, outcome.remarks().size());
        assertTrue(outcome.remarks().get(0).contains("not monotone"), outcome.remarks().get(0));
    }
}
