package io.statecap.jobs.cli;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.AnalysisResult;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.text.FitTable;
import io.statecap.jobs.config.SweepConfig;
import io.statecap.jobs.store.ResultsDirectory;
import io.statecap.jobs.store.Table;
import io.statecap.jobs.sweep.Criteria;
import java.io.IOException;
import java.util.List;

/** Thresholds and laws of a results directory: computed, written to {@code fits/} and printed. */
final class FitPrinter {

    private final Console console;

    FitPrinter(Console console) {
        this.console = console;
    }

    /** The JSON form. */
    record Fits(List<ThresholdRow> thresholds, List<LawRow> fits) {}

    void fit(ResultsDirectory results, SweepConfig config, boolean json) throws IOException {
        AnalysisResult analysis = Analysis.analyse(results.read(Table.TRIALS), results.read(Table.CURVES),
                Criteria.of(config.criterion()));
        results.writeFits(analysis.thresholds(), analysis.laws());
        if (json) {
            console.out().println(Json.text(new Fits(analysis.thresholds(), analysis.laws())));
        } else {
            console.out().print(FitTable.thresholds(ShortGroups.of(analysis.thresholds())));
            console.out().print(FitTable.laws(analysis.laws()));
        }
        analysis.notes().forEach(note -> console.err().println("note: " + note));
    }
}
