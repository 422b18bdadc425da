package io.statecap.jobs.cli;

import io.statecap.analysis.report.Report;
import io.statecap.jobs.common.HostSetup;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.function.IOFunction;
import org.apache.commons.io.function.IOSupplier;

/** Reports: made in a temporary local folder, then stored in a results directory, which may lie anywhere. */
final class Reports {

    /** Name of a sweep's page. */
    static final String PAGE = "report.html";

    private Reports() {}

    /**
     * Writes the page of a sweep and its figures, replacing an earlier report.
     *
     * @param notes takes a sentence for each damaged file that is left out
     * @return why figures are missing although there are data for them; null if none are
     */
    static String write(FittedSweep sweep, Consumer<String> notes) throws IOException {
        ResultsDirectory results = sweep.results();
        Consumer<ParquetFormatException> damaged = damage -> notes.accept(FittedSweep.leftOut(damage));
        Report.Data data = new Report.Data(results.readSweep().orElse(""), sweep.trials(), sweep.curves(),
                results.readWhole(Table.TRAINING, damaged), sweep.passkeys(),
                results.readWhole(Table.STATES, damaged), results.readWhole(Table.GATES, damaged),
                sweep.analysis(), sweep.sensitivity(), sweep.counts().ifIncomplete().orElse(""));
        return store(results, "", local -> Report.write(local, data));
    }

    /** Where a sweep's page lies. */
    static String page(ResultsDirectory results) {
        return Directories.display(results.path(PAGE));
    }

    /**
     * Stores a report in the same places below a folder of a results directory; the page is the last, so that what it
     * links to is there.
     *
     * @param under empty, or a folder's name with a slash behind it
     * @param maker makes it in an empty folder; figures alone have no page
     * @return why figures are missing although there are data for them; null if none are
     */
    static String store(ResultsDirectory results, String under, IOFunction<Path, Report.Written> maker)
            throws IOException {
        Path local = Files.createTempDirectory(HostSetup.temporaries(), "statecap-report");
        try {
            Report.Written written = maker.apply(local);
            for (Path file : written.undrawn()) {
                results.deleteFile(under + local.relativize(file));
            }
            for (Path file : written.files()) {
                results.writeFile(under + local.relativize(file), out -> Files.copy(file, out));
            }
            return written.problem();
        } finally {
            FileUtils.deleteDirectory(local.toFile());
        }
    }

    /** The exit code of a report that is all that was asked for; says why figures are missing, unless that is null. */
    static int conclude(Console console, String problem) {
        if (problem == null) {
            return ExitCode.OK;
        }
        console.note(problem);
        return ExitCode.UNEXPECTED;
    }

    /**
     * Makes a report of results that are none the worse if it fails, and says what became of it.
     *
     * @param maker   returns what is wrong; null if nothing is
     * @param done    sentence where nothing is
     * @param warning begins the sentence where something is
     */
    static void tell(Console console, IOSupplier<String> maker, String done, String warning) {
        String problem;
        try {
            problem = maker.get();
        } catch (IOException | RuntimeException | LinkageError e) {
            problem = e.toString();
        }
        console.err().println(problem == null ? done
                : "warning: " + warning + ": " + problem.lines().findFirst().orElse(""));
    }
}
