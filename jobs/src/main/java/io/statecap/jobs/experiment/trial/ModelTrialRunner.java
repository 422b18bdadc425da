package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.cost.Units;
import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.engine.Lease;
import io.statecap.jobs.experiment.probe.ProbeParts;
import io.statecap.jobs.results.TrialRows;
import io.statecap.model.engine.DeviceException;
import java.util.Optional;

/**
 * Runs each trial as a {@link ModelTrial} on an engine that it leases for it.
 *
 * @param engines what trains and evaluates the models
 */
public record ModelTrialRunner(Engines engines) implements TrialRunner {

    /** Runs trials on the CPU. */
    public ModelTrialRunner() {
        this(Engines.cpu());
    }

    @Override
    public TrialRows run(Trial trial, TrialContext context) throws Exception {
        Optional<Lease> lease = engines.open(trial.trialId(), trial.precision(), context.devices(),
                context.stopRequested());
        if (lease.isEmpty()) {
            throw new ProbeParts.StoppedException();
        }
        try (Lease leased = lease.get()) {
            context.engine().set(leased.engine());
            return run(trial, context, leased);
        }
    }

    /** Runs a trial on an engine that it has. */
    TrialRows run(Trial trial, TrialContext context, Lease lease) throws Exception {
        try {
            return new ModelTrial(trial, context, lease).run();
        } catch (ProbeParts.TimeLimitException e) {
            throw new TrialRunner.FailedException("exceeded its time limit of "
                    + Units.plain(context.sweep().execution().timeLimitMinutes()) + " minutes during its probes");
        } catch (UsageException e) {
            throw new TrialRunner.FailedException(e.getMessage());
        } catch (DeviceException e) {
            lease.deviceFailed();
            throw e;
        }
    }
}
