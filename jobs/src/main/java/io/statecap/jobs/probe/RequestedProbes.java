package io.statecap.jobs.probe;

import io.statecap.jobs.config.DataSettings;
import io.statecap.jobs.config.FurtherProbes;
import io.statecap.jobs.config.Trial;
import io.statecap.jobs.store.ProbeRows;
import io.statecap.jobs.sweep.TrialProbes;
import io.statecap.model.Mamba2;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Runs what a trial's configuration asks for, share after share, where the trial runs. */
public final class RequestedProbes implements TrialProbes {

    private static final long serialVersionUID = 1L;
    private static final String NO_MITIGATION = "none";

    @Override
    public ProbeRows measure(Trial trial, Mamba2 model, Long step) throws IOException {
        FurtherProbes asked = trial.probe().further();
        List<String> changed = asked.mitigations().stream().filter(text -> !text.equals(NO_MITIGATION)).toList();
        ProbeRows rows = ProbeRows.none(trial.trialId());
        if (asked.kinds().isEmpty() && changed.isEmpty()) {
            return rows;
        }
        TokenizerChoice tokenizer = trial.data() instanceof DataSettings.Text ? TokenizerChoice.bytes() : null;
        ProbeSubject subject = new ProbeSubject(ModelSnapshot.of(model.config(), model.parameters()),
                trial.configJson(), tokenizer, trial.training().length());
        if (!asked.kinds().isEmpty()) {
            rows = rows.plus(run(subject, trial, asked.kinds(), asked.mitigations(), step));
        }
        if (!changed.isEmpty()) {
            // Without mitigation the trial itself measures it.
            rows = rows.plus(run(subject, trial, List.of(ProbeKind.HELDOUT.text()), changed, step));
        }
        return rows;
    }

    private static ProbeRows run(ProbeSubject subject, Trial trial, List<String> kinds, List<String> mitigations,
                                 Long step) throws IOException {
        FurtherProbes asked = trial.probe().further();
        boolean curves = kinds.stream().map(ProbeKind::of).anyMatch(kind -> kind.orElseThrow().isCurve());
        ProbeRequest request = new RequestBuilder(subject).kinds(kinds).mitigations(mitigations)
                .length(trial.probe().length()).sequences(curves ? trial.probe().sequences() : 1)
                .bucket(asked.bucket())
                .contexts(RequestBuilder.contexts(trial.data() instanceof DataSettings.Recall, asked.longestContext()))
                .depths(RequestBuilder.depths(asked.depths())).samples(asked.samples()).build();
        return new ProbeJob(subject, request, trial.trialId(), step).run(new Here(subject));
    }

    /** One share after the other, on this thread. */
    private record Here(ProbeSubject subject) implements ProbeJob.Spread {
        @Override
        public <R extends Serializable> List<R> measure(List<? extends ProbeShare<R>> shares) throws IOException {
            var weights = subject.model().weights();
            List<R> results = new ArrayList<>();
            for (ProbeShare<R> share : shares) {
                results.add(share.measure(subject, weights));
            }
            return results;
        }
    }
}
