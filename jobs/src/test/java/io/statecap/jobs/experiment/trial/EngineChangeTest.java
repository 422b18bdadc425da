package io.statecap.jobs.experiment.trial;

import static io.statecap.jobs.experiment.trial.OneTrial.CONFIG;
import static io.statecap.jobs.experiment.trial.OneTrial.TRIAL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.statecap.jobs.experiment.engine.Lease;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.TrialRows;
import io.statecap.model.engine.ModelEngine.OtherEngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trial that was stopped on one engine and goes on with another, which cannot use its checkpoint. */
class EngineChangeTest {

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    private TrialContext context(Path results, BooleanSupplier stop) throws IOException {
        return OneTrial.context(CONFIG, results, OneTrial.PLENTY, stop, progress -> { }, notes::add);
    }

    @Test
    void theTrialStartsOverAndSaysSoAndNothingIsCalledDamaged() throws Exception {
        TrialRows undisturbed = new ModelTrialRunner().run(TRIAL, context(folder.resolve("calm"), () -> false));
        Path results = folder.resolve("changed");
        int[] calls = new int[1];
        assertThrows(ProbeParts.StoppedException.class, () ->
                new ModelTrialRunner().run(TRIAL, context(results, () -> ++calls[0] > 10)));

        TrialRows rows = new ModelTrialRunner().run(TRIAL, context(results, () -> false), Lease.of(
                FailingEngine.onResume(new OtherEngineException("the checkpoint is of the engine cuda, tf32"))));

        assertEquals(undisturbed.training(), rows.training());
        assertEquals(undisturbed.probed().curves(), rows.probed().curves());
        assertEquals(List.of("trial " + TRIAL.trialId() + " starts over: the checkpoint is of the engine cuda, tf32"),
                notes);
        assertEquals(List.of(), ResultsDirectory.local(results).checkpoints(TRIAL.trialId()).damaged());
    }
}
