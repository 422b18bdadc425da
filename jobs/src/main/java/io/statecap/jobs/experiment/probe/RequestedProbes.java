package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.experiment.config.FurtherProbes;
import io.statecap.jobs.experiment.config.PasskeyGrid;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.network.Weights;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** Runs what a trial's configuration asks for, share after share, where the trial runs. */
public final class RequestedProbes implements TrialProbes {

    private static final long serialVersionUID = 1L;
    private static final String NO_MITIGATION = "none";

    @Override
    public ProbeRows measure(Trial trial, Weights weights, Long step, ProbeTasks tasks) throws IOException {
        FurtherProbes asked = trial.probe().further();
        List<String> changed = asked.mitigations().stream().filter(text -> !text.equals(NO_MITIGATION)).toList();
        ProbeRows rows = ProbeRows.none(trial.trialId());
        if (asked.kinds().isEmpty() && changed.isEmpty()) {
            return rows;
        }
        ProbeSubject subject = new ProbeSubject(weights.config(), trial.configJson(), TokenizerChoice.of(trial),
                trial.training().length());
        LocalShareRunner local = new LocalShareRunner(subject, weights, tasks);
        for (boolean curves : new boolean[] {true, false}) {
            List<String> kinds = asked.kinds().stream().filter(kind -> isCurve(kind) == curves).toList();
            if (!kinds.isEmpty()) {
                rows = rows.plus(run(local, trial, kinds, asked.mitigations(), step));
            }
        }
        if (!changed.isEmpty()) {
            // Without mitigation the trial itself measures it.
            rows = rows.plus(run(local, trial, List.of(ProbeKind.HELDOUT.text()), changed, step));
        }
        return rows;
    }

    private static boolean isCurve(String kind) {
        return ProbeKind.of(kind).orElseThrow().isCurve();
    }

    private static ProbeRows run(LocalShareRunner local, Trial trial, List<String> kinds, List<String> mitigations,
                                 Long step) throws IOException {
        FurtherProbes asked = trial.probe().further();
        // Of states and gates one sequence is seen: there are enough of them.
        int sequences = isCurve(kinds.get(0)) ? trial.probe().sequences() : 1;
        ProbeRequest request = new RequestBuilder(local.subject()).kinds(kinds).mitigations(mitigations)
                .length(trial.probe().length()).sequences(sequences).bucket(asked.bucket()).prompts(asked.prompts())
                .contexts(PasskeyGrid.contexts(trial)).depths(PasskeyGrid.depths(asked.depths()))
                .samples(asked.samples()).build();
        return new ProbeJob(local.subject(), request, trial.trialId(), step).run(local);
    }

    /** On the threads of the trial. */
    private record LocalShareRunner(ProbeSubject subject, Weights weights, ProbeTasks tasks)
            implements ProbeJob.ShareRunner {
        @Override
        public <R extends Serializable> List<R> measure(List<? extends ProbeShare<R>> shares) throws IOException {
            return tasks.run(shares.stream()
                    .<ProbeTasks.Part<R>>map(share -> () -> share.measure(subject, weights)).toList());
        }
    }
}
