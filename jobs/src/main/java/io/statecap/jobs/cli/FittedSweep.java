package io.statecap.jobs.cli;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.AnalysisResult;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.config.SweepConfig;
import io.statecap.jobs.store.ResultsDirectory;
import io.statecap.jobs.store.Table;
import io.statecap.jobs.sweep.Criteria;
import java.io.IOException;
import java.util.List;

/**
 * The trials that a results directory holds, all or some of a sweep's, with what follows from them.
 *
 * @param results  the directory
 * @param trials   all its trials
 * @param curves   all their curves
 * @param passkeys all their passkey rows
 * @param analysis thresholds and laws under the sweep's criterion
 * @param counts   how many of the sweep's trials these are
 */
record FittedSweep(ResultsDirectory results, List<TrialRow> trials, List<CurveRow> curves, List<PasskeyRow> passkeys,
                   AnalysisResult analysis, TrialCounts counts) {

    static FittedSweep read(ResultsDirectory results, SweepConfig config) throws IOException {
        List<TrialRow> trials = results.readCompacted(Table.TRIALS);
        List<CurveRow> curves = results.readCompacted(Table.CURVES);
        List<PasskeyRow> passkeys = results.readCompacted(Table.PASSKEY);
        return new FittedSweep(results, trials, curves, passkeys,
                Analysis.analyse(trials, curves, passkeys, Criteria.of(config.criterion())),
                TrialCounts.of(config, trials));
    }

    /** Writes {@code fits/}. */
    void writeFits() throws IOException {
        results.writeFits(analysis.thresholds(), analysis.laws());
    }

    /** How the line moves with the criterion. */
    List<Sensitivity> sensitivity() {
        return Sensitivity.table(trials, curves, analysis.criterion());
    }
}
