package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Selects the one curve of a trial that is tested for collapse: at the end of training, without mitigation, on the
 * criterion's slice, on held-out data of the kind that the model was trained on.
 */
public final class TrialCurves {

    private static final String NO_MITIGATION = "none";
    private static final String HELD_OUT = "heldout";
    /** Curves of a model read as if it had been trained at a shorter length. */
    private static final String PLACEBO = "placebo";

    private static final String WINDOW = "window:tokens=";

    private TrialCurves() {}

    /** Which of a trial's curves a row belongs to; {@code step} is null for the end of training. */
    public record CurveKey(String probe, String prompt, String slice, String mitigation, Long step) {

        public static CurveKey of(CurveRow row) {
            return new CurveKey(row.probe(), row.prompt(), row.slice(), row.mitigation(), row.step());
        }
    }

    /** Rows by trial, trials in the order of their first row. */
    public static Map<String, List<CurveRow>> byTrial(List<CurveRow> rows) {
        Map<String, List<CurveRow>> trials = new LinkedHashMap<>();
        for (CurveRow row : rows) {
            trials.computeIfAbsent(row.trialId(), id -> new ArrayList<>()).add(row);
        }
        return trials;
    }

    /**
     * Curves of a model read as if it had been trained at shorter lengths, by that length.
     *
     * @param rows all rows of one trial
     */
    public static Map<Integer, List<CurveRow>> placebo(List<CurveRow> rows, String slice) {
        Map<Integer, List<CurveRow>> curves = new TreeMap<>();
        for (CurveRow row : rows) {
            if (row.probe().equals(PLACEBO) && row.slice().equals(slice) && row.step() == null) {
                curves.computeIfAbsent(row.trainLength(), length -> new ArrayList<>()).add(row);
            }
        }
        return curves;
    }

    /**
     * The curve of a model that cannot collapse: the same one, read with a sliding window of its training length. Empty
     * where it was not probed.
     *
     * @param rows all rows of one trial
     */
    public static List<CurveRow> windowed(List<CurveRow> rows, String slice) {
        return rows.stream().filter(row -> row.probe().equals(HELD_OUT) && row.slice().equals(slice)
                && row.step() == null && (WINDOW + row.trainLength()).equals(row.mitigation())).toList();
    }

    /**
     * @param rows    all rows of one trial
     * @param dataset the trial's data kind: of several prompts, held-out data or the one that carries this name counts
     * @param slice   slice of the criterion
     * @throws IllegalArgumentException if there is no such curve, or several that none of these rules chooses from
     */
    public static List<CurveRow> tested(String trialId, List<CurveRow> rows, String dataset, String slice) {
        Map<CurveKey, List<CurveRow>> candidates = new LinkedHashMap<>();
        TreeSet<String> slices = new TreeSet<>();
        for (CurveRow row : rows) {
            if (!row.probe().equals(PLACEBO) && row.step() == null
                    && (row.mitigation() == null || row.mitigation().equals(NO_MITIGATION))) {
                slices.add(row.slice());
                if (row.slice().equals(slice)) {
                    candidates.computeIfAbsent(CurveKey.of(row), key -> new ArrayList<>()).add(row);
                }
            }
        }
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("trial " + trialId + " has no curve of slice " + slice
                    + " at the end of training without mitigation, its slices are " + slices);
        }
        if (candidates.size() == 1) {
            return candidates.values().iterator().next();
        }
        for (String wanted : new String[] {HELD_OUT, dataset}) {
            List<CurveKey> matching = candidates.keySet().stream()
                    .filter(key -> wanted != null && (wanted.equals(key.prompt()) || wanted.equals(key.probe())))
                    .toList();
            if (matching.size() == 1) {
                return candidates.get(matching.get(0));
            }
        }
        throw new IllegalArgumentException("trial " + trialId + " has " + candidates.size()
                + " curves of slice " + slice + " and none of them alone is held-out data: " + candidates.keySet());
    }
}
