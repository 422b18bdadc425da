package io.statecap.jobs.cli;

import io.statecap.analysis.report.Report;
import io.statecap.analysis.report.ReportData;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import java.io.IOException;
import java.util.function.Consumer;

/** The report of a results directory: made in a local folder, then stored, since the directory may lie anywhere. */
final class SweepReport {

    private static final String PAGE = "report.html";

    private final FittedSweep sweep;
    private final ResultsDirectory results;

    SweepReport(FittedSweep sweep) {
        this.sweep = sweep;
        this.results = sweep.results();
    }

    /**
     * Writes the page and its figures, replacing an earlier report.
     *
     * @param notes takes a sentence for each damaged file that is left out
     * @return why figures are missing although there are data for them; null if none are
     */
    String write(Consumer<String> notes) throws IOException {
        Consumer<ParquetFormatException> damaged = damage -> notes.accept(FittedSweep.leftOut(damage));
        ReportData data = new ReportData(results.readSweep().orElse(""), sweep.trials(), sweep.curves(),
                results.readWhole(Table.TRAINING, damaged), sweep.passkeys(),
                results.readWhole(Table.STATES, damaged), results.readWhole(Table.GATES, damaged),
                sweep.analysis(), sweep.sensitivity(), sweep.counts().ifIncomplete().orElse(""));
        return LocalFolder.store(results, "", local -> Report.write(local, data));
    }

    FittedSweep sweep() {
        return sweep;
    }

    /** Where the page lies. */
    String page() {
        return Directories.display(results.path(PAGE));
    }

    /** Whether the page, which is written last, shows all that there is. */
    boolean isUpToDate() throws IOException {
        return results.isUpToDate(PAGE);
    }

    /** Writes the report; a sweep whose report fails is none the worse for it. */
    void writeOrWarn(Console console) {
        String problem;
        try {
            problem = write(console::note);
        } catch (IOException | RuntimeException | LinkageError e) {
            problem = e.toString();
        }
        console.err().println(problem == null ? "report: " + page()
                : "warning: the report is incomplete, the results are not: " + problem.lines().findFirst().orElse(""));
    }
}
