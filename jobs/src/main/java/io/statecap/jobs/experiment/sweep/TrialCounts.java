package io.statecap.jobs.experiment.sweep;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.config.Search;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How much of a sweep a results directory holds.
 *
 * @param expected trials of the configuration's grid; a bisection, which tries what it needs, expects what it has
 * @param ok       trials that ended well
 * @param failed   trials that are held as failed
 * @param missing  trials of the grid that are not held
 */
public record TrialCounts(int expected, int ok, int failed, int missing) {

    /** How much of a sweep its trials are. */
    public static TrialCounts of(SweepConfig config, List<TrialRow> trials) {
        Set<String> held = trials.stream().map(TrialRow::trialId).collect(Collectors.toSet());
        int ok = (int) trials.stream().filter(trial -> trial.status().equals(TrialRow.OK)).count();
        int missing = config.search() == Search.BISECT ? 0 : missing(config, held);
        return new TrialCounts(trials.size() + missing, ok, trials.size() - ok, missing);
    }

    /** Trials of another version of the results have other ids: of those only the number is known. */
    private static int missing(SweepConfig config, Set<String> held) {
        List<Trial> trials = config.trials();
        int known = (int) trials.stream().map(Trial::trialId).filter(held::contains).count();
        return trials.size() - (known > 0 ? known : Math.min(held.size(), trials.size()));
    }

    /** For example {@code 46 of 50 trials; 4 missing, 0 failed}; empty for a whole sweep. */
    public Optional<String> ifIncomplete() {
        return failed + missing == 0 ? Optional.empty() : Optional.of(ok + " of " + expected + " trials; " + missing
                + " missing, " + failed + " failed");
    }
}
