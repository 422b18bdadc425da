package io.statecap.jobs.cli;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.sweep.TrialCounts;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The trials that a results directory holds, all or some of a sweep's, with what follows from them.
 *
 * @param results  the directory
 * @param trials   all its trials
 * @param curves   all their curves
 * @param passkeys all their passkey rows
 * @param analysis thresholds and laws under the sweep's criterion
 * @param counts   how many of the sweep's trials these are
 */
record FittedSweep(ResultsDirectory results, List<TrialRow> trials, List<CurveRow> curves, List<PasskeyRow> passkeys,
                   Analysis analysis, TrialCounts counts) {

    /**
     * @param notes takes a sentence for each damaged file, which is left out, and so is the trial of a damaged curve
     */
    static FittedSweep read(ResultsDirectory results, SweepConfig config, Consumer<String> notes) throws IOException {
        Set<String> withoutCurve = new HashSet<>();
        List<TrialRow> held = results.readWhole(Table.TRIALS, damage -> notes.accept(leftOut(damage)));
        List<CurveRow> curves = results.readWhole(Table.CURVES, damage -> {
            withoutCurve.add(damage.file().getName().replaceFirst("\\.parquet$", ""));
            notes.accept(leftOut(damage));
        });
        List<PasskeyRow> passkeys = results.readWhole(Table.PASSKEY, damage -> notes.accept(leftOut(damage)));
        List<TrialRow> trials = held.stream().filter(trial -> !withoutCurve.contains(trial.trialId())).toList();
        mixedEngines(trials).ifPresent(notes);
        return new FittedSweep(results, trials, curves, passkeys,
                Analysis.analyse(trials, curves, passkeys, config.criterion()),
                TrialCounts.of(config, trials));
    }

    /** Results of several engines agree within float32 noise, and no better. */
    private static Optional<String> mixedEngines(List<TrialRow> trials) {
        Map<String, Long> engines = trials.stream().map(TrialRow::engine).filter(Objects::nonNull)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return engines.size() < 2 ? Optional.empty() : Optional.of("the trials were computed by several engines ("
                + engines.entrySet().stream().map(one -> one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining(", ")) + "): their results agree within float32 noise only.");
    }

    /** What became of a damaged file, and its remedy. */
    static String leftOut(ParquetFormatException damage) {
        return damage.getMessage() + ": its rows are left out; delete it and run the sweep again: its trial is trained"
                + " again.";
    }

    /** Writes {@code fits/}. */
    void writeFits() throws IOException {
        results.writeFits(analysis.thresholds(), analysis.laws(), analysis.horizons());
    }

    /** How the line moves with the criterion. */
    List<Sensitivity> sensitivity() {
        return Sensitivity.table(trials, curves, analysis.criterion());
    }
}
