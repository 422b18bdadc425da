package io.statecap.jobs.cli.output;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.statecap.analysis.compare.ComparedSweep;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.compare.LineComparison;
import io.statecap.analysis.compare.SettingDifference;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.jobs.common.Json;
import io.statecap.jobs.experiment.sweep.TrialCounts;
import java.util.ArrayList;
import java.util.List;

/** The JSON form of a comparison: rows have the columns of the tables, and in front the sweep that they belong to. */
public final class ComparisonJson {

    private ComparisonJson() {}

    private record Sweep(String sweep, String directory, TrialCounts trials) {}

    private record Threshold(String sweep, @JsonUnwrapped ThresholdRow row) {}

    private record Fit(String sweep, @JsonUnwrapped LawRow row) {}

    private record Document(String criterion, String slice, List<Sweep> sweeps, List<SettingDifference> settings,
                            List<Threshold> thresholds, List<Fit> fits, List<LineComparison> tests,
                            List<String> notes) {}

    /**
     * @param directories as they were named, in the order of the sweeps
     * @param counts      how much of each is there
     */
    public static String text(Comparison comparison, List<String> directories, List<TrialCounts> counts) {
        List<Sweep> sweeps = new ArrayList<>();
        List<Threshold> thresholds = new ArrayList<>();
        List<Fit> fits = new ArrayList<>();
        for (int i = 0; i < comparison.sweeps().size(); i++) {
            ComparedSweep sweep = comparison.sweeps().get(i);
            sweeps.add(new Sweep(sweep.name(), directories.get(i), counts.get(i)));
            sweep.analysis().thresholds().forEach(row -> thresholds.add(new Threshold(sweep.name(), row)));
            sweep.analysis().laws().forEach(row -> fits.add(new Fit(sweep.name(), row)));
        }
        return Json.text(new Document(comparison.criterion().name(), comparison.criterion().slice(), sweeps,
                comparison.settings(), thresholds, fits, comparison.tests(), comparison.notes()));
    }
}
