package io.statecap.jobs.cli;

import io.statecap.analysis.report.Report;
import io.statecap.jobs.common.HostSetup;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.function.IOFunction;

/** A temporary local folder in which a report is made that is then stored, wherever it is to lie. */
final class LocalFolder {

    private LocalFolder() {}

    /**
     * Makes a report, and stores its files in the same places below a folder of a results directory; the page is the
     * last, so that what it links to is there.
     *
     * @param maker makes it in an empty folder; figures alone have no page
     * @param under empty, or a folder's name with a slash behind it
     * @return why figures are missing although there are data for them; null if none are
     */
    static String store(ResultsDirectory results, String under, IOFunction<Path, Report.Written> maker)
            throws IOException {
        Path local = Files.createTempDirectory(HostSetup.temporaries(), "statecap-report");
        try {
            Report.Written written = maker.apply(local);
            for (Path figure : written.figures()) {
                results.writeFile(under + local.relativize(figure), out -> Files.copy(figure, out));
            }
            for (Path figure : written.undrawn()) {
                results.deleteFile(under + local.relativize(figure));
            }
            if (written.page() != null) {
                results.writeFile(under + local.relativize(written.page()), out -> Files.copy(written.page(), out));
            }
            return written.problem();
        } finally {
            FileUtils.deleteDirectory(local.toFile());
        }
    }
}
