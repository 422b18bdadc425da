package io.statecap.analysis;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rows for tests. */
public final class Rows {

    private Rows() {}

    public static TrialRow trial(String id, String group, long stateSize, int trainLength, long seed, String status) {
        return new TrialRow(id, "test", "recall", group, 32, 2, 16, 2, 8, stateSize, 1000, trainLength, seed, 0.005,
                1_000_000, 1.0, null, null, null, null, status, status.equals("ok") ? null : "diverged", 1, 1.0, 1.0,
                        1L,
                1, "host", "0.1.0", Instant.EPOCH, Instant.EPOCH, "{}", "cpu", "a processor", 256, "float32");
    }

    /** One bucket of a curve on held-out data at the end of training. */
    public static CurveRow bucket(String id, String slice, int trainLength, long from, long to, Double loss) {
        return new CurveRow(id, "heldout", "recall", slice, "none", null, trainLength, from, to, loss, null, null, 4,
                loss == null ? null : List.of(loss, loss, loss, loss));
    }

    /** Buckets of the given width from position 0, one a loss. */
    public static List<CurveRow> curve(String id, String slice, int trainLength, long width, Double... losses) {
        List<CurveRow> rows = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            rows.add(bucket(id, slice, trainLength, i * width, (i + 1) * width, losses[i]));
        }
        return rows;
    }
}
