package io.statecap.jobs.cli;

import io.statecap.analysis.law.Point;
import io.statecap.analysis.law.PointsFile;
import io.statecap.analysis.law.PointsFit;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.text.FitTable;
import io.statecap.jobs.UsageException;
import io.statecap.jobs.store.ResultsDirectory;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code fit}. */
@Command(name = "fit", header = "Fit thresholds and laws.",
        description = {"Finds the threshold of every state size in a results directory, fits laws through them, writes "
            + "DIR/fits/ and prints both. With --points, fits given points instead and writes nothing."},
        footer = {"", "Examples:", "  statecap fit results/quick", "  statecap fit results/quick --json",
            "  statecap fit --points points.csv     (header: state_size,train_length)"})
final class FitCommand implements Callable<Integer> {

    private final Console console;

    @ArgGroup(multiplicity = "1")
    private Input input;

    @Option(names = "--json", description = "Print {\"thresholds\": [...], \"fits\": [...]} instead of tables.")
    private boolean json;

    FitCommand(Console console) {
        this.console = console;
    }

    private static final class Input {
        @Parameters(index = "0", paramLabel = "DIR", description = "Results directory of a sweep.")
        private String directory;

        @Option(names = "--points", paramLabel = "FILE.csv",
                description = "Points to fit: header state_size,train_length; elements and tokens.")
        private Path points;
    }

    @Override
    public Integer call() throws IOException {
        if (input.points != null) {
            fitPoints(input.points);
        } else {
            ResultsDirectory results = Directories.at(input.directory);
            new FitPrinter(console).fit(results, Directories.sweepIn(results), json);
        }
        return ExitCode.OK;
    }

    private void fitPoints(Path file) throws IOException {
        List<PointsFit> fits;
        try {
            List<Point> points = PointsFile.parse(Files.readString(file), file.toString());
            fits = PointsFit.fit(points);
        } catch (NoSuchFileException e) {
            throw new UsageException(file + " does not exist; --points needs a CSV file.");
        } catch (MalformedInputException e) {
            throw new UsageException(file + " is not UTF-8 text; --points needs a CSV file.");
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + ".");
        }
        if (json) {
            List<LawRow> laws = fits.stream().flatMap(fit -> fit.rows().stream()).toList();
            console.out().println(Json.text(new FitPrinter.Fits(List.of(), laws)));
        } else {
            console.out().print(FitTable.points(fits));
        }
    }
}
