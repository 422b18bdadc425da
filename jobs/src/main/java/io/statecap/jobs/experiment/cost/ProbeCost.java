package io.statecap.jobs.experiment.cost;

import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.experiment.config.ProbeSettings;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.probe.ProbePlan;
import io.statecap.jobs.experiment.probe.ProbeSubject;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.PasskeyProbe;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What all probes of one trial will cost, those on the way of its training included.
 *
 * @param flops     floating point operations, as many as plain forward passes do in the same time
 * @param fixedBytes memory for weights and rows, on the heap
 * @param partBytes memory for each part that is measured at a time; at most
 * @param diskBytes rows on disk
 */
public record ProbeCost(double flops, long fixedBytes, long partBytes, long diskBytes) {

    /** Sequences that the loss probe reads side by side. */
    private static final int LANES = 8;
    private static final int ROW_BYTES = 64;
    /** A row of states or gates as it was measured, and as it will be written. */
    private static final int ROW_HEAP_BYTES = 160;

    static ProbeCost of(Trial trial) {
        Mamba2Config model = trial.model();
        ProbeSettings probe = trial.probe();
        boolean passkey = probe.kinds().contains(ProbeKind.PASSKEY);
        int lanes = Math.min(LANES, probe.sequences());
        if (passkey) {
            lanes = Math.max(lanes, PasskeyProbe.parallelSamples(probe.samples()) + 1);
        }
        Set<Mitigation> mitigations = new LinkedHashSet<>(probe.mitigations());
        if (probe.control()) {
            mitigations.add(new Mitigation.Window(trial.training().length()));
        }
        long part = 0;
        for (Mitigation mitigation : mitigations) {
            part = Math.max(part, CostEstimate.readingBytes(model, lanes, mitigation));
        }
        ProbeSubject subject = ProbeSubject.of(trial, null, null);
        double flops = ProbePlan.of(subject, trial, null).flops();
        for (long step : probe.atSteps()) {
            flops += ProbePlan.of(subject, trial, step).flops();
        }
        int times = 1 + probe.atSteps().size();
        long curveRows = (long) probe.bucketsFor(trial.training().length()).count() * probe.slices().size();
        long activationRows = times * activationRows(trial);
        long disk = curveRows * times * probe.mitigations().size()
                * (ROW_BYTES + (long) Double.BYTES * probe.sequences()) + activationRows * ROW_BYTES;
        return new ProbeCost(flops, CostEstimate.weightBytes(model) + activationRows * ROW_HEAP_BYTES, part, disk);
    }

    private static long activationRows(Trial trial) {
        ProbeSettings probe = trial.probe();
        Mamba2Config model = trial.model();
        long aPosition = (probe.kinds().contains(ProbeKind.STATES) ? model.heads() : 0)
                + (probe.kinds().contains(ProbeKind.GATES) ? 3L * model.heads() + model.groups() : 0);
        if (aPosition == 0) {
            return 0;
        }
        long positions = Buckets.linearFrom(trial.training().length(), probe.bucket(), trial.probe().length())
                .count();
        return aPosition * model.layers() * positions * probe.prompts().size() * probe.mitigations().size();
    }
}
