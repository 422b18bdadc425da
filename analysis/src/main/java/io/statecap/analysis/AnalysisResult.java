package io.statecap.analysis;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import java.util.List;

/**
 * Everything that is concluded from a results directory.
 *
 * @param criterion  the rule that the curves were held against
 * @param collapses  outcome of every finished trial, by trial id
 * @param thresholds one row a state size and seed, and one over the seeds
 * @param laws       one row a law and parameter
 * @param notes      sentences on what was left out or is uncertain
 */
public record AnalysisResult(Criterion criterion, List<Collapse> collapses, List<ThresholdRow> thresholds,
                             List<LawRow> laws, List<String> notes) {

    public AnalysisResult {
        collapses = List.copyOf(collapses);
        thresholds = List.copyOf(thresholds);
        laws = List.copyOf(laws);
        notes = List.copyOf(notes);
    }
}
