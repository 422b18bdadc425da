package io.statecap.jobs.cli;

import io.statecap.analysis.table.ThresholdRow;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups as a table on a terminal shows them: without the settings that all of them share. */
final class ShortGroups {

    private ShortGroups() {}

    static List<ThresholdRow> of(List<ThresholdRow> rows) {
        Set<String> common = null;
        for (ThresholdRow row : rows) {
            List<String> settings = Arrays.asList(row.group().split(" "));
            if (common == null) {
                common = new HashSet<>(settings);
            } else {
                common.retainAll(settings);
            }
        }
        Set<String> shared = common == null ? Set.of() : common;
        return rows.stream().map(row -> withGroup(row, Arrays.stream(row.group().split(" "))
                .filter(setting -> !shared.contains(setting)).collect(Collectors.joining(" ")))).toList();
    }

    private static ThresholdRow withGroup(ThresholdRow row, String group) {
        return new ThresholdRow(row.target(), row.dataset(), group, row.criterion(), row.slice(), row.stateSize(),
                row.seed(), row.lower(), row.upper(), row.estimate(), row.ciLow(), row.ciHigh(), row.monotone(),
                row.seeds());
    }
}
