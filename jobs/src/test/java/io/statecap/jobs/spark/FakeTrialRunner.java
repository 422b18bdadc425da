package io.statecap.jobs.spark;

import io.statecap.analysis.collapse.CollapseDetector;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.collapse.TrialCurves;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.trial.TrialContext;
import io.statecap.jobs.experiment.trial.TrialRunner;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.jobs.results.TrialRows;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;

/**
 * Trials whose outcomes a test decides. Each leaves a line in a journal when it starts, so that tests see what was run
 * and in which order, whatever thread it was on.
 */
record FakeTrialRunner(String journal, Behaviour behaviour) implements TrialRunner {

    /** What becomes of a trial. */
    interface Behaviour extends Serializable {
        /** Returns whether the trial collapses, or throws. */
        boolean collapses(Trial trial, TrialContext context) throws Exception;
    }

    static FakeTrialRunner of(Path journal, Behaviour behaviour) {
        return new FakeTrialRunner(journal.toString(), behaviour);
    }

    /** Lines {@code dState/length/seed} of the trials that were started, in that order. */
    static List<String> started(Path journal) throws IOException {
        return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
    }

    static String name(Trial trial) {
        return trial.model().dState() + "/" + trial.training().length() + "/" + trial.training().seed();
    }

    @Override
    public TrialRows run(Trial trial, TrialContext context) throws Exception {
        Instant startedAt = Instant.now();
        Files.writeString(Path.of(journal), name(trial) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        double worst = behaviour.collapses(trial, context) ? 2 : 1;
        int length = trial.training().length();
        Criterion criterion = context.sweep().criterion();
        List<CurveRow> curve = List.of(row(trial, criterion, 0, length, 1),
                row(trial, criterion, length, trial.probe().length(), worst));
        var collapse = new CollapseDetector(criterion).detect(
                TrialCurves.tested(trial.trialId(), curve, trial.dataset(), criterion.slice()));
        return new TrialRows(context.row(trial, startedAt, null, 1.0, 0.1, 1000.0, 1L << 20).withOutcome(collapse),
                List.of(new TrainingRow(trial.trialId(), 1, 64, 1, 1, 0.01)),
                new ProbeRows(trial.trialId(), curve, List.of(), List.of(), List.of()));
    }

    private static CurveRow row(Trial trial, Criterion criterion, long from, long to, double loss) {
        return new CurveRow(trial.trialId(), "heldout", "heldout", criterion.slice(), "none", null,
                trial.training().length(), from, to, loss, 0.0, null, 2, List.of(loss, loss));
    }
}
