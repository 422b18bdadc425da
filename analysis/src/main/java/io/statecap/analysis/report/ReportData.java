package io.statecap.analysis.report;

import io.statecap.analysis.AnalysisResult;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.util.List;

/**
 * All that a report is made of. Any list may be empty: a sweep that still runs has some of its rows.
 *
 * @param sweepJson   text of {@code sweep.json}; empty where there is none
 * @param trials      with the outcomes of the analysis
 * @param analysis    what is concluded from them; {@link AnalysisResult#NONE} where nothing was
 * @param sensitivity how the line moves with the criterion
 * @param incomplete  how much of the sweep is there, if not all of it; empty otherwise
 */
public record ReportData(String sweepJson, List<TrialRow> trials, List<CurveRow> curves, List<TrainingRow> training,
                         List<PasskeyRow> passkey, List<StateRow> states, List<GateRow> gates, AnalysisResult analysis,
                         List<Sensitivity> sensitivity, String incomplete) {

    public ReportData {
        trials = analysis.withOutcomes(trials);
    }
}
