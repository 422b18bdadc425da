package io.statecap.jobs.results;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Rows with every value set, and rows with every null that a column allows. */
public final class SampleRows {

    static final Instant STARTED = Instant.parse("2026-01-02T03:04:05.678901Z");

    private SampleRows() {}

    static TrialRow trial(String id) {
        return new TrialRow(id, "quick", "recall", "{\"dModel\":32}", 32, 2, 16, 2, 8, 1408L, 12_345L, 64,
                Long.MIN_VALUE, 0.005, 2_500_000L, 1.25, 1.5, 2.75, true, 256L, "ok", null, 2, 12.5, 200_000.5,
                1L << 40, 1, "host-ü", "0.1.0", STARTED, STARTED.plusSeconds(13), "{}", "cpu",
                "a processor", 256, "float32");
    }

    public static TrialRow failedTrial(String id) {
        return new TrialRow(id, "quick", "recall", "{}", 32, 2, 16, 2, 8, 1408L, 12_345L, 64, 0L, 0.005, 0L, null, null,
                null, null, null, "failed", "Loss is NaN at step 3.", 1, null, null, null, 1, "host", "0.1.0", STARTED,
                null, "{}", null, null, null, null);
    }

    static List<CurveRow> curves(String id) {
        return List.of(
                new CurveRow(id, "heldout", "recall", "age<=8", "none", null, 64, 0L, 1L << 20, 1.5, 0.25, 0.5, 3,
                        List.of(1.0, 1.5, 2.0)),
                new CurveRow(id, "heldout", "recall", "all", "none", 7L, 64, 64L, 128L, Double.NaN,
                        Double.POSITIVE_INFINITY, null, 0, List.of()),
                new CurveRow(id, "heldout", "recall", "all", "none", null, 64, 128L, 256L, null, null, null, 2,
                        Arrays.asList(-0.0, null)),
                new CurveRow(id, "heldout", "recall", "all", "none", null, 64, 256L, 512L, null, null, null, 0, null));
    }

    static List<TrainingRow> training(String id) {
        return List.of(new TrainingRow(id, 1L, 4096L, 4.85, 1.5, 1e-4), new TrainingRow(id, 2L, 8192L, 4.5, 1.25, 2e-4));
    }

    static List<PasskeyRow> passkey(String id) {
        return List.of(new PasskeyRow(id, "none", null, 2048L, 0.25, 1536L, 20, 19));
    }

    static List<StateRow> states(String id) {
        return List.of(new StateRow(id, "newlines", "none", 5L, 1, 3, 1_048_575L, 0.5, 2.0, 1.5, 9.0));
    }

    static List<GateRow> gates(String id) {
        return List.of(new GateRow(id, "newlines", "none", null, 1, 3, 0L, 64L, "decay", 0.875, 0.0625));
    }

    static List<ThresholdRow> thresholds() {
        return List.of(
                new ThresholdRow("T_train", "recall", "{}", "excess>0.1", "all", 1408L, 0L, 32L, 64L, 64.0, 40.0, 90.0,
                        true, 1, 5, 4096L),
                new ThresholdRow("T_train", "recall", "{}", "excess>0.1", "all", 1408L, null, null, null, null, null,
                        null, false, 2, null, null));
    }

    static List<LawRow> laws() {
        return List.of(
                new LawRow("T_train", "{}", "excess>0.1", "all", "ols", "linear", "a", 5.172e-3, 4.0e-3, 6.0e-3,
                        "elements", "tokens", 0.99, -12.5, -8.5, 6, 4096L),
                new LawRow("T_train", "{}", "excess>0.1", "all", "ols", "linear", "b", null, null, null, "elements",
                        "tokens", null, null, null, 6, null));
    }

    static List<HorizonRow> horizons() {
        return List.of(new HorizonRow("T_train", "{}", "excess>0.1", "all", 4096L, 10, 3, List.of(1408.0, 2816.0),
                Arrays.asList(48.5, null), 5.172e-3, 4.0e-3, null, 12.5));
    }

    static TrialRows all(String id) {
        return new TrialRows(trial(id), training(id),
                new ProbeRows(id, curves(id), passkey(id), states(id), gates(id)));
    }

    /** Writes every table. */
    static void fill(ResultsDirectory directory) throws java.io.IOException {
        directory.writeTrial(all("aa11"));
        directory.writeTrial(TrialRows.of(failedTrial("bb22"), training("bb22")));
        directory.writeFits(thresholds(), laws(), horizons());
    }
}
