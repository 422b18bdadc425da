package io.statecap.analysis.compare;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.LawFamily;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.Thresholds;
import java.util.List;

/**
 * One of the sweeps that are compared.
 *
 * @param name       what it is called here, different for each
 * @param sweepJson  text of its {@code sweep.json}
 * @param trials     its trials
 * @param curves     their curves
 * @param analysis   its analysis, by the criterion that all share
 * @param incomplete how much of the sweep is there, if not all of it; empty otherwise
 */
public record ComparedSweep(String name, String sweepJson, List<TrialRow> trials, List<CurveRow> curves,
                            Analysis analysis, String incomplete) {

    /** Families of training lengths needed; recall is not compared. */
    public List<LawFamily> families() {
        return analysis.families().stream().filter(family -> family.target().equals(Thresholds.T_TRAIN)).toList();
    }
}
