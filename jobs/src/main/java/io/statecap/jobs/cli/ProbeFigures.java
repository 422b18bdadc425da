package io.statecap.jobs.cli;

import io.statecap.analysis.report.Report;
import io.statecap.analysis.report.ReportData;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.experiment.probe.ProbeSubject;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.util.List;

/** The figures of one probed model, in {@code figures/KEY} of a results directory. */
final class ProbeFigures {

    private ProbeFigures() {}

    /**
     * Draws and stores what there are data for; earlier figures of the same key are replaced.
     *
     * @return why figures are missing although there are data for them; null if none are
     */
    static String store(ResultsDirectory results, ProbeSubject subject, ProbeRows rows) throws IOException {
        ReportData data = ReportData.ofProbes(model(subject, rows.key()), rows.curves(), rows.passkey(), rows.states(),
                rows.gates());
        return LocalFolder.store(results, folder(rows.key()), local -> Report.writeProbeFigures(local, data));
    }

    /** Where they lie, relative to the results directory. */
    static String folder(String key) {
        return "figures/" + key + "/";
    }

    /** The model as figures name it: by its size and training length. */
    private static TrialRow model(ProbeSubject subject, String key) {
        Mamba2Config config = subject.config();
        String data = subject.data().map(settings -> settings.kind()).orElse("");
        return new TrialRow(key, "", data, "", config.dModel(), config.layers(), config.headDim(), config.expand(),
                config.dState(), config.stateSize(), config.parameters(), subject.trainLength(), 0, 0, 0, null, null,
                null, null, null, "ok", null, 1, null, null, null, 1, "", "", null, null, "{}", null,
                null, null, null);
    }
}
