package io.statecap.analysis.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.Placebo;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.view.Columns.Shown;
import io.statecap.analysis.view.Table.Column;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the terminal and the page show of a table's own columns is as its record defines them. */
class ColumnsTest {

    /** Shown in words that need another column, too. */
    private static final Set<String> WORDS = Set.of("seed", "monotone", "collapsed");

    private static <R> void check(List<Column<R>> columns, R row) throws ReflectiveOperationException {
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            Shown shown = component.getAnnotation(Shown.class);
            if (shown != null) {
                String name = shown.name().isEmpty() ? component.getName() : shown.name();
                List<Column<R>> own = columns.stream().filter(column -> column.name().equals(name)).toList();
                assertEquals(1, own.size(), name);
                assertEquals(List.of(shown.hint(), shown.kind()), List.of(own.get(0).hint(), own.get(0).kind()));
                assertTrue(WORDS.contains(name) || component.getAccessor().invoke(row).equals(own.get(0).value()
                        .apply(row)), name);
            }
        }
    }

    @Test
    void everyShownComponentIsAColumn() throws ReflectiveOperationException {
        check(AnalysisTables.thresholds(Map.of("g", "")), new ThresholdRow("T_train", "recall", "g", "fresh>0.5", "all",
                100, 1L, 64L, 128L, 90.5, 70.5, 110.5, true, 3, 24, 4096L));
        LawRow law = new LawRow("T_train", "g", "fresh>0.5", "all", "ols", "linear", "a", 1.5, 0.5, 2.5, "elements",
                "tokens", 0.9, 11.0, 12.0, 8, 4096L);
        check(AnalysisTables.laws(List.of(law)), law);
        HorizonRow horizon = new HorizonRow("T_train", "g", "fresh>0.5", "all", 4096, 9, 4, List.of(100.0),
                List.of(90.0), 0.5, 0.4, 0.6, 3.0);
        check(AnalysisTables.horizons(horizon, 0), horizon);
        check(AnalysisTables.placebo(), new Placebo("fresh>0.5", 64, 9, 2));
    }
}
