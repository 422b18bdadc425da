package io.statecap.jobs.cli;

import io.statecap.analysis.text.Count;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.sweep.TrialCounts;
import io.statecap.jobs.export.CsvRows;
import io.statecap.jobs.export.ExportedTrials;
import io.statecap.jobs.export.MlflowExport;
import io.statecap.jobs.export.TensorBoardExport;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.function.IOConsumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code export}. */
@Command(name = "export", header = "Write the tables as CSV, or the trials as runs of TensorBoard or MLflow.",
        description = {"--csv writes one CSV file a table of DIR: trials.csv, curves.csv and so on; empty cells are "
            + "nulls, lists are in brackets. --tensorboard writes one run folder a trial. --mlflow writes the sweep as "
            + "an experiment of a file store, one run a trial. Earlier exports are replaced with --overwrite only."},
        footer = {"", "Examples:", "  statecap export results/quick --csv quick-csv",
            "  statecap export results/quick --tensorboard runs/quick",
            "  statecap export results/quick --mlflow mlruns"})
final class ExportCommand extends Verb {

    @Parameters(index = "0", paramLabel = "DIR", description = "Results directory of a sweep.")
    private String directory;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private Formats formats;

    @Option(names = "--overwrite", description = "Replace an earlier export in OUT.")
    private boolean overwrite;

    /** At least one of them. */
    private static final class Formats {
        @Option(names = "--csv", paramLabel = "OUT", description = "Folder for the CSV files.")
        private Path csv;

        @Option(names = "--tensorboard", paramLabel = "OUT", description = "Folder for the runs.")
        private Path tensorBoard;

        @Option(names = "--mlflow", paramLabel = "OUT", description =
                "Folder of the file store; made if there is none.")
        private Path mlflow;
    }

    @Override
    int run() throws IOException {
        ResultsDirectory results = Directories.at(directory);
        SweepConfig sweep = Directories.sweepIn(results);
        if (formats.tensorBoard != null || formats.mlflow != null) {
            ExportedTrials trials = new ExportedTrials(results, damage -> console().note(FittedSweep.leftOut(damage)));
            if (formats.tensorBoard != null) {
                TensorBoardExport.write(trials, formats.tensorBoard, overwrite);
                console().out().println(formats.tensorBoard + "  " + Count.of(trials.count(), "run"));
            }
            if (formats.mlflow != null) {
                new MlflowExport(formats.mlflow, sweep.name()).write(trials, overwrite);
                console().out().println(formats.mlflow + "  experiment " + sweep.name() + ", "
                        + Count.of(trials.count(), "run"));
            }
        }
        if (formats.csv != null) {
            exportCsv(results);
        }
        TrialCounts.of(sweep, results.read(Table.TRIALS)).ifIncomplete().ifPresent(console()::note);
        return ExitCode.OK;
    }

    private void exportCsv(ResultsDirectory results) throws IOException {
        // As the shell would: a folder that is left again by .. need not be there.
        Path folder = formats.csv.normalize();
        List<String> there = Table.all().stream().map(ExportCommand::file).filter(file ->
                Files.exists(folder.resolve(file))).toList();
        if (!overwrite && !there.isEmpty()) {
            throw new UsageException("--csv " + formats.csv + " holds " + String.join(", ", there)
                    + " already: use --overwrite to replace them, or name another folder.");
        }
        Files.createDirectories(folder);
        for (Table<?> table : Table.all()) {
            exportCsv(results, table, folder);
        }
    }

    private static String file(Table<?> table) {
        return table.name() + ".csv";
    }

    private <R> void exportCsv(ResultsDirectory results, Table<R> table, Path folder) throws IOException {
        CsvRows<R> rows = new CsvRows<>(table.rowType());
        long[] count = new long[1];
        ResultsDirectory.local(folder.toAbsolutePath()).writeFile(file(table), out -> {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            text.write(rows.header());
            IOConsumer<R> write = row -> {
                text.write(rows.line(row));
                count[0]++;
            };
            if (table.perTrial()) {
                results.forEach(table, write);
            } else {
                for (R row : results.read(table)) {
                    write.accept(row);
                }
            }
            text.flush();
        });
        console().out().println(folder.resolve(file(table)) + "  " + Count.of(count[0], "row"));
    }
}
