package io.statecap.jobs.experiment.probe;

import io.statecap.analysis.table.CurveRow;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.SequenceLosses;
import io.statecap.model.probe.Slice;
import java.util.ArrayList;
import java.util.List;

/**
 * Loss against position, a curve a mitigation. Of held-out data without mitigation, curves that read the model as if it
 * had been trained at a shorter length (the placebo) may follow.
 */
record LossCurves(ProbeSubject subject, ProbeRequest request, ProbeKind kind, ProbePlan.RowKey key)
        implements PlannedProbe<ArrayList<SequenceLosses>> {

    @Override
    public List<ProbeTask.Losses> tasks() {
        List<ProbeTask.Losses> tasks = new ArrayList<>();
        for (Mitigation mitigation : request.mitigations()) {
            for (int group = 0; group < LossProbe.groups(sequences()); group++) {
                tasks.add(new ProbeTask.Losses(mitigation, kind.text(), sequences(), group,
                        new ArrayList<>(views(mitigation)), slices()));
            }
        }
        return tasks;
    }

    @Override
    public ProbeRows rows(List<ArrayList<SequenceLosses>> measured) {
        int groups = LossProbe.groups(sequences());
        List<CurveRow> rows = new ArrayList<>();
        for (int i = 0; i < request.mitigations().size(); i++) {
            Mitigation mitigation = request.mitigations().get(i);
            List<SequenceLosses> losses = measured.subList(i * groups, (i + 1) * groups).stream().flatMap(List::stream)
                    .toList();
            List<LossView> views = views(mitigation);
            for (int view = 0; view < views.size(); view++) {
                rows.addAll(CurveRows.of(key, view == 0 ? kind.text() : CurveRows.PLACEBO, kind.text(),
                        mitigation.text(), views.get(view).trainLength(), sequences(),
                        SequenceLosses.rows(losses, view, views.get(view), slices())));
            }
        }
        return new ProbeRows(key.key(), rows, List.of(), List.of(), List.of());
    }

    /** Repeated tokens are the same in every sequence. */
    private int sequences() {
        return kind == ProbeKind.NEWLINES ? 1 : request.sequences();
    }

    private List<LossView> views(Mitigation mitigation) {
        boolean placebo = kind == ProbeKind.HELDOUT && mitigation.equals(Mitigation.NONE);
        return placebo ? request.views() : request.views().subList(0, 1);
    }

    private ArrayList<Slice> slices() {
        if (kind == ProbeKind.HELDOUT) {
            return new ArrayList<>(subject.slices());
        }
        ArrayList<Slice> slices = new ArrayList<>(List.of(Slice.ALL));
        if (kind == ProbeKind.RECALL) {
            for (int age = 1; age < new Prompts(subject).maxAge(); age *= 2) {
                slices.add(Slice.ageAtMost(age));
            }
        }
        return slices;
    }
}
