package io.statecap.jobs.spark;

import io.statecap.analysis.table.TrialRow;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The columns of a trial that two runs must agree on. */
public final class DeterministicColumns {

    private static final Set<String> FREE = Set.of("attempts", "trainSeconds", "tokensPerSecond", "peakMemoryBytes",
            "threads", "host", "version", "sweep", "startedAt", "finishedAt");

    private DeterministicColumns() {}

    public static Map<String, String> of(TrialRow row) {
        Map<String, String> columns = new TreeMap<>();
        for (RecordComponent component : TrialRow.class.getRecordComponents()) {
            if (!FREE.contains(component.getName())) {
                try {
                    columns.put(component.getName(), String.valueOf(component.getAccessor().invoke(row)));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return columns;
    }
}
