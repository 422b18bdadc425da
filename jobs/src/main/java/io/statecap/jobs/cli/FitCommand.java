package io.statecap.jobs.cli;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.Placebo;
import io.statecap.analysis.law.Point;
import io.statecap.analysis.law.PointsFile;
import io.statecap.analysis.law.PointsFit;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.text.FitTable;
import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.Json;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.sweep.TrialCounts;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.files.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code fit}. */
@Command(name = "fit", header = "Fit thresholds and laws.",
        description = {"Finds the threshold of every state size in a results directory, fits laws through them, writes "
            + "DIR/fits/ and prints both. With --points, fits given points instead and writes nothing."},
        footer = {"", "Examples:", "  statecap fit results/quick", "  statecap fit results/quick --sensitivity",
            "  statecap fit results/quick --json",
            "  statecap fit --points points.csv     (header: state_size,train_length)"})
final class FitCommand extends Verb {

    @ArgGroup(multiplicity = "1")
    private Input input;

    @Option(names = "--json", description = "Print {\"trials\": {...}, \"thresholds\": [...], \"fits\": [...],"
            + " \"placebo\": [...], \"horizons\": [...]} instead of tables.")
    private boolean json;

    @Option(names = "--seeds",
            description = "Print also the thresholds of the single seeds. Only for DIR, not with --json.")
    private boolean seeds;

    @Option(names = "--sensitivity",
            description = "Print also how the line moves with the collapse criterion. Only for DIR, not with --json.")
    private boolean sensitivity;

    /** The JSON form. */
    private record Fits(TrialCounts trials, List<ThresholdRow> thresholds, List<LawRow> fits, List<Placebo> placebo,
                        List<HorizonRow> horizons) {}

    private static final class Input {
        @Parameters(index = "0", paramLabel = "DIR", description = "Results directory of a sweep.")
        private String directory;

        @Option(names = "--points", paramLabel = "FILE.csv",
                description = "Points to fit: header state_size,train_length; elements and tokens.")
        private Path points;
    }

    @Override
    int run() throws IOException {
        if ((sensitivity || seeds) && (json || input.points != null)) {
            throw new UsageException((sensitivity ? "--sensitivity" : "--seeds")
                    + " adds a table to the fit of a results directory: it goes neither with"
                    + " --json nor with --points.");
        }
        if (input.points != null) {
            fitPoints(input.points);
        } else {
            ResultsDirectory results = Directories.at(input.directory);
            FittedSweep sweep = FittedSweep.read(results, Directories.sweepIn(results), console()::note);
            print(sweep);
            try {
                sweep.writeFits();
            } catch (StorageException e) {
                console().note("the fits are printed, but were not written: " + e.getMessage());
            }
        }
        return ExitCode.OK;
    }

    private void print(FittedSweep sweep) {
        Analysis analysis = sweep.analysis();
        if (json) {
            console().out().println(Json.text(new Fits(sweep.counts(), analysis.thresholds(), analysis.laws(),
                    analysis.placebo(), analysis.horizons())));
            return;
        }
        sweep.counts().ifIncomplete().ifPresent(console().out()::println);
        console().show(FitTable.analysis(analysis));
        if (seeds) {
            console().out().println();
            console().show(FitTable.thresholds(analysis.thresholds()));
        }
        if (sensitivity) {
            console().out().println();
            console().show(FitTable.sensitivity(sweep.sensitivity()));
        }
    }

    private void fitPoints(Path file) {
        List<PointsFit> fits;
        try {
            List<Point> points = PointsFile.parse(GivenPath.text(file), file.toString());
            fits = PointsFit.fit(points);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + ".");
        }
        if (json) {
            List<LawRow> laws = fits.stream().flatMap(fit -> fit.rows().stream()).toList();
            console().out().println(Json.text(new Fits(null, List.of(), laws, List.of(), List.of())));
        } else {
            console().show(FitTable.points(fits));
        }
    }
}
