package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.LossView;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to measure.
 *
 * @param kinds       at least one
 * @param mitigations at least one
 * @param length      positions of curves, states and gates; the longest default context of passkeys
 * @param views       how losses are averaged: the first view is that of every curve; the others, of held-out data
 *                    without mitigation, read the model as if it had been trained at a shorter length
 * @param sequences   sequences of curves, states and gates
 * @param bucket      positions from one row of states or gates to the next
 * @param prompts     what states and gates are seen on
 * @param contexts    context lengths of passkeys
 * @param depths      depths of passkeys, 0 … 1
 * @param samples     passkeys a context length and depth
 */
public record ProbeRequest(Set<ProbeKind> kinds, List<Mitigation> mitigations, long length, List<LossView> views,
                           int sequences, long bucket, List<String> prompts, List<Long> contexts, List<Double> depths,
                           int samples) {

    public ProbeRequest {
        kinds = Set.copyOf(kinds);
        mitigations = List.copyOf(mitigations);
        views = List.copyOf(views);
        prompts = List.copyOf(prompts);
        contexts = List.copyOf(contexts);
        depths = List.copyOf(depths);
    }

    /** Equal for equal requests of the verb {@code probe}, whose one view follows from length and training length. */
    String canonical() {
        return "kinds=" + kinds.stream().map(ProbeKind::text).sorted().toList()
                + " mitigations=" + mitigations.stream().map(Mitigation::text).collect(Collectors.joining(";"))
                + " length=" + length + " sequences=" + sequences + " bucket=" + bucket + " prompts=" + prompts
                + " contexts=" + contexts + " depths=" + depths + " samples=" + samples;
    }
}
