package io.statecap.jobs.cli;

import io.statecap.analysis.text.FitTable;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.files.StorageException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verb {@code report}. */
@Command(name = "report", header = "Write the report of a sweep.",
        description = {"Writes DIR/report.html, one page with all figures and tables that opens without a network, and "
            + "each figure as SVG and PNG in DIR/figures. A sweep that still runs gives a report of what is there. "
            + "Prints where the page is."},
        footer = {"", "Example:", "  statecap report results/quick"})
final class ReportCommand extends Verb {

    @Parameters(index = "0", paramLabel = "DIR", description = "Results directory of a sweep.")
    private String directory;

    @Override
    int run() throws IOException {
        ResultsDirectory results = Directories.at(directory);
        FittedSweep sweep = FittedSweep.read(results, Directories.sweepIn(results), console()::note);
        sweep.counts().ifIncomplete().ifPresent(console()::note);
        String problem;
        try {
            problem = Reports.write(sweep, console()::note);
        } catch (StorageException e) {
            console().show(FitTable.analysis(sweep.analysis()));
            console().note("the thresholds and laws above are printed, but the report was not written: "
                    + e.getMessage());
            return ExitCode.USAGE;
        }
        console().out().println(Reports.page(results));
        return Reports.conclude(console(), problem);
    }
}
