package io.statecap.jobs.experiment.cost;

import io.statecap.jobs.experiment.config.PasskeyGrid;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.config.ProbeSettings;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.FreshPlan;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.PasskeyProbe;
import java.util.List;

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
        List<Mitigation> mitigations = probe.mitigations();
        boolean passkey = probe.kinds().contains(ProbeKind.PASSKEY);
        int lanes = Math.min(LANES, probe.sequences());
        if (passkey) {
            lanes = Math.max(lanes, PasskeyProbe.parallelSamples(probe.samples()) + 1);
        }
        // What is measured without being asked for.
        double flops = curve(trial, Mitigation.NONE, probe.sequences());
        long part = 0;
        for (Mitigation mitigation : mitigations) {
            if (!mitigation.equals(Mitigation.NONE)) {
                flops += curve(trial, mitigation, probe.sequences());
            }
            flops += further(trial, mitigation);
            part = Math.max(part, CostEstimate.readingBytes(model, lanes, mitigation));
        }
        Mitigation window = new Mitigation.Window(trial.training().length());
        double control = probe.control() && !mitigations.contains(window) ? curve(trial, window, probe.sequences()) : 0;
        if (control > 0) {
            part = Math.max(part, CostEstimate.readingBytes(model, lanes, window));
        }
        int times = 1 + probe.atSteps().size();
        long curveRows = (long) probe.bucketsFor(trial.training().length()).count() * probe.slices().size();
        long activationRows = times * activationRows(trial);
        long disk = curveRows * times * mitigations.size() * (ROW_BYTES + (long) Double.BYTES * probe.sequences())
                + activationRows * ROW_BYTES;
        return new ProbeCost(times * flops + placebo(trial) + control, CostEstimate.weightBytes(model)
                + activationRows * ROW_HEAP_BYTES, part, disk);
    }

    private static double further(Trial trial, Mitigation mitigation) {
        ProbeSettings probe = trial.probe();
        double flops = 0;
        for (ProbeKind kind : probe.kinds()) {
            flops += switch (kind) {
                case NEWLINES -> curve(trial, mitigation, 1);
                case RECALL -> curve(trial, mitigation, probe.sequences());
                case PASSKEY -> passkeyPositions(trial) * blocks(trial.model(), mitigation);
                default -> 0;
            };
        }
        // States and gates are seen in one run.
        return flops + (probe.kinds().stream().anyMatch(ProbeKind::isActivation)
                ? (double) probe.length() * probe.prompts().size() * blocks(trial.model(), mitigation) : 0);
    }

    private static double curve(Trial trial, Mitigation mitigation, int sequences) {
        LossView view = new LossView(trial.training().length(), trial.probe().bucketsFor(trial.training().length()));
        return carried(trial, mitigation, sequences) + fresh(trial, mitigation, sequences, view);
    }

    private static double carried(Trial trial, Mitigation mitigation, int sequences) {
        Mamba2Config model = trial.model();
        return (double) trial.probe().length() * sequences * (blocks(model, mitigation) + head(model));
    }

    /** Reading a second time, in windows of several sizes. */
    private static double fresh(Trial trial, Mitigation mitigation, int sequences, LossView view) {
        Mamba2Config model = trial.model();
        FreshPlan plan = FreshPlan.of(view);
        return sequences * (plan.positionsRead() * blocks(model, mitigation) + plan.positionsRead() / 2 * head(model));
    }

    /** The placebo of the probe that ends a trial. */
    private static double placebo(Trial trial) {
        List<LossView> views = trial.probe().views(trial.training().length());
        return views.subList(1, views.size()).stream()
                .mapToDouble(view -> fresh(trial, Mitigation.NONE, trial.probe().sequences(), view)).sum();
    }

    private static double head(Mamba2Config model) {
        return CostEstimate.forwardFlops(model) - CostEstimate.blockFlops(model);
    }

    /** Of all samples at all depths and context lengths. */
    private static double passkeyPositions(Trial trial) {
        ProbeSettings probe = trial.probe();
        boolean shared = !(trial.data() instanceof DataSettings.Recall);
        return PasskeyGrid.contexts(trial).stream().mapToDouble(context -> PasskeyProbe.positions(context,
                PasskeyGrid.depths(probe.depths()), probe.samples(), shared)).sum();
    }

    /** Operations of a token without the output head. */
    private static double blocks(Mamba2Config model, Mitigation mitigation) {
        return CostEstimate.blockFlops(model, mitigation);
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
