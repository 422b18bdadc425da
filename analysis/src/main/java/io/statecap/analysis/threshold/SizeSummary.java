package io.statecap.analysis.threshold;

import io.statecap.analysis.table.ThresholdRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The threshold of one state size over its seeds, as it is shown.
 *
 * @param label  what sets the size apart, for example {@code layers=4}
 * @param row    the row over all seeds
 * @param agree  how many of the seeds have the same bracket
 */
public record SizeSummary(String label, ThresholdRow row, int agree) {

    /** One a row over seeds, in their order. */
    public static List<SizeSummary> of(List<ThresholdRow> rows) {
        Map<String, String> labels = GroupText.shortLabels(rows.stream().map(ThresholdRow::group).toList());
        return rows.stream().filter(row -> row.seed() == null).map(row -> new SizeSummary(labels.get(row.group()), row,
                (int) rows.stream().filter(one -> one.seed() != null && isOf(one, row)).count())).toList();
    }

    private static boolean isOf(ThresholdRow one, ThresholdRow all) {
        return one.target().equals(all.target()) && Objects.equals(one.dataset(), all.dataset())
                && Objects.equals(one.group(), all.group()) && Objects.equals(one.lower(), all.lower())
                && Objects.equals(one.upper(), all.upper());
    }

    /** For example {@code 2 of 3}. */
    public String agreement() {
        return agree + " of " + row.seeds();
    }
}
