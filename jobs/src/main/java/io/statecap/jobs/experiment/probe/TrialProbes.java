package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.experiment.config.PasskeyGrid;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.experiment.config.ProbeSettings;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.results.files.HadoopSettings;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.StartStates;
import io.statecap.model.probe.LossView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** The plan of a trial's probes: loss on held-out data first, then what its configuration asks for besides. */
public final class TrialProbes {

    private TrialProbes() {}

    /**
     * @param subject the trial's model
     * @param step    of the training that goes on; null at its end
     */
    public static ProbePlan plan(ProbeSubject subject, Trial trial, Long step) {
        List<Mitigation> mitigations = trial.probe().mitigations();
        Set<ProbeKind> kinds = new LinkedHashSet<>(trial.probe().kinds());
        List<ProbeRequest> requests = new ArrayList<>();
        requests.add(request(trial, Set.of(ProbeKind.HELDOUT), List.of(Mitigation.NONE), step));
        Set<ProbeKind> curves = kinds.stream().filter(ProbeKind::isCurve).collect(Collectors.toSet());
        if (!curves.isEmpty()) {
            requests.add(request(trial, curves, mitigations, step));
        }
        Set<ProbeKind> others = kinds.stream().filter(kind -> !kind.isCurve()).collect(Collectors.toSet());
        if (!others.isEmpty()) {
            requests.add(request(trial, others, mitigations, step));
        }
        Set<Mitigation> changed = mitigations.stream().filter(one -> !one.equals(Mitigation.NONE))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (trial.probe().control() && step == null) {
            // In a window of the training length, nothing can pile up.
            changed.add(new Mitigation.Window(trial.training().length()));
        }
        if (!changed.isEmpty()) {
            requests.add(request(trial, Set.of(ProbeKind.HELDOUT), List.copyOf(changed), step));
        }
        return ProbePlan.of(subject, requests, trial.trialId(), step);
    }

    /**
     * What is known of a trial's model.
     *
     * @throws IOException if a tokenizer cannot be read
     */
    public static ProbeSubject subject(Trial trial, Configuration hadoop) throws IOException {
        return new ProbeSubject(trial.model(), trial.data(), trial.probe().slices(), trial.trialId(),
                ProbeSubject.tokenizer(trial.pretrainedPath(), trial.data(), hadoop), trial.training().length(),
                new HadoopSettings(hadoop), StartStates.EMPTY);
    }

    private static ProbeRequest request(Trial trial, Set<ProbeKind> kinds, List<Mitigation> mitigations, Long step) {
        ProbeSettings probe = trial.probe();
        List<LossView> views = probe.views(trial.training().length());
        // Along a training the criterion judges nothing, so there is no placebo.
        List<LossView> read = step == null ? views : views.subList(0, 1);
        // Of states and gates one sequence is enough.
        int sequences = kinds.stream().anyMatch(ProbeKind::isCurve) ? probe.sequences() : 1;
        return new ProbeRequest(kinds, mitigations, probe.length(), read, sequences, probe.bucket(),
                probe.prompts(), PasskeyGrid.contexts(trial), PasskeyGrid.depths(probe.depths()),
                probe.samples());
    }
}
