package io.statecap.jobs.cli;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code export}. */
@Command(name = "export", header = "Write every table as CSV.",
        description = {"Writes one CSV file a table of DIR into the folder OUT: trials.csv, curves.csv and so on. "
            + "Empty cells are nulls; lists are in brackets. Files of an earlier export are replaced with --overwrite only."},
        footer = {"", "Examples:", "  statecap export results/quick --csv quick-csv", "  statecap export results/quick --csv quick-csv --overwrite"})
final class ExportCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "DIR", description = "Results directory of a sweep.")
    private String directory;

    @Option(names = "--csv", paramLabel = "OUT", required = true, description = "Folder for the CSV files.")
    private Path csv;

    @Option(names = "--overwrite", description = "Replace files of these names that OUT holds.")
    private boolean overwrite;

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        ResultsDirectory results = Directories.at(directory);
        SweepConfig config = Directories.sweepIn(results);
        if (!overwrite) {
            requireNew();
        }
        try {
            Files.createDirectories(csv);
        } catch (FileAlreadyExistsException e) {
            throw new UsageException("--csv " + csv + " is a file, but must be a folder.");
        }
        for (Table<?> table : Table.all()) {
            export(results, table);
        }
        TrialCounts.of(config, results.read(Table.TRIALS)).ifIncomplete().ifPresent(console::note);
        return ExitCode.OK;
    }

    private Path file(Table<?> table) {
        return csv.resolve(table.name() + ".csv");
    }

    private void requireNew() {
        List<String> there = Table.all().stream().map(this::file).filter(Files::exists)
                .map(file -> file.getFileName().toString()).toList();
        if (!there.isEmpty()) {
            throw new UsageException("--csv " + csv + " holds " + String.join(", ", there)
                    + " already: use --overwrite to replace them, or name another folder.");
        }
    }

    private <R> void export(ResultsDirectory results, Table<R> table) throws IOException {
        CsvRows<R> rows = new CsvRows<>(table.rowType());
        Path file = file(table);
        long[] count = new long[1];
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(rows.header());
            java.util.function.Consumer<R> write = row -> {
                try {
                    out.write(rows.line(row));
                    count[0]++;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            if (table.perTrial()) {
                results.forEach(table, write);
            } else {
                results.read(table).forEach(write);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        console.out().println(file + "  " + count[0] + " rows");
    }
}
