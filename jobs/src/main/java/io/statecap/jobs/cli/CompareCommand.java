package io.statecap.jobs.cli;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.report.Report;
import io.statecap.analysis.text.ComparisonText;
import io.statecap.jobs.cli.output.ComparisonJson;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.sweep.TrialCounts;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code compare}. */
@Command(name = "compare", header = "Compare the thresholds and laws of several sweeps.",
        description = {"Judges all sweeps by the criterion of the first, and shows their thresholds, lines and loss"
                + " curves"
            + " side by side, the settings that differ, and whether the lines differ: a likelihood-ratio test and the"
            + " difference of slopes. Writes nothing into the directories."},
        footer = {"", "Examples:", "  statecap compare results/quick results/other",
            "  statecap compare results/* --out comparison     (comparison/compare.html)"})
final class CompareCommand extends Verb {

    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Results directories of sweeps, at least two.")
    private List<String> directories;

    @Option(names = "--out", paramLabel = "OUT", description = "Folder for compare.html, one page that opens without a"
            + " network, and for its figures as SVG and PNG.")
    private Path out;

    @Option(names = "--json", description = "Print settings, thresholds, fits and tests as JSON instead of tables.")
    private boolean json;

    @Override
    int run() throws IOException {
        List<ResultsDirectory> results = directories.stream().map(Directories::at).toList();
        if (results.stream().map(ResultsDirectory::root).distinct().count() < Math.max(2, results.size())) {
            throw new UsageException("compare needs two different results directories or more, but is given "
                    + String.join(", ", directories) + ".");
        }
        List<String> names = names(results);
        List<ComparedSweep> sweeps = new ArrayList<>();
        List<TrialCounts> counts = new ArrayList<>();
        List<SweepConfig> configs = new ArrayList<>();
        for (ResultsDirectory directory : results) {
            configs.add(Directories.sweepIn(directory));
        }
        Criterion criterion = configs.get(0).criterion();
        for (int i = 0; i < results.size(); i++) {
            String name = names.get(i);
            FittedSweep fitted = FittedSweep.read(results.get(i), configs.get(i).judgedBy(criterion),
                    sentence -> console().note(name + ": " + sentence));
            if (!configs.get(i).criterion().equals(criterion)) {
                console().note(name + ": judged by the criterion of " + names.get(0) + ", not by its own.");
            }
            sweeps.add(new ComparedSweep(name, results.get(i).readSweep().orElseThrow(), fitted.trials(),
                    fitted.curves(), fitted.analysis(), fitted.counts().ifIncomplete().orElse("")));
            counts.add(fitted.counts());
        }
        Comparison comparison = Comparison.of(sweeps);
        if (json) {
            console().out().println(ComparisonJson.text(comparison, directories, counts));
        } else {
            console().show(ComparisonText.of(comparison));
        }
        return out == null ? ExitCode.OK : report(comparison);
    }

    private int report(Comparison comparison) throws IOException {
        Files.createDirectories(out);
        String problem = Reports.store(ResultsDirectory.local(out), "",
                local -> Report.write(local, comparison));
        (json ? console().err() : console().out()).println("report: " + out.resolve("compare.html"));
        return Reports.conclude(console(), problem);
    }

    /** Names of the folders; with the folders above them where names are the same. */
    private static List<String> names(List<ResultsDirectory> results) {
        List<String> names = results.stream().map(directory -> directory.root().getName()).toList();
        return new HashSet<>(names).size() == names.size() ? names
                : results.stream().map(directory -> Directories.display(directory.root())).toList();
    }
}
