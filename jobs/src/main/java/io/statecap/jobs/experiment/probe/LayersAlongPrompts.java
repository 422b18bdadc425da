package io.statecap.jobs.experiment.probe;

import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.GateBucket;
import io.statecap.model.probe.HeadState;
import java.util.ArrayList;
import java.util.List;

/** Statistics of states and gates of each head along prompts, under each mitigation; both in one run. */
record LayersAlongPrompts(ProbeSubject subject, ProbeRequest request, ProbePlan.RowKey key)
        implements PlannedProbe<LayerStatistics> {

    @Override
    public List<ProbeTask.Layers> tasks() {
        Buckets buckets = Buckets.linearFrom(subject.trainLength(), request.bucket(), request.length());
        List<ProbeTask.Layers> tasks = new ArrayList<>();
        for (Mitigation mitigation : request.mitigations()) {
            for (String prompt : request.prompts()) {
                tasks.add(new ProbeTask.Layers(mitigation, prompt, request.sequences(), buckets,
                        request.kinds().contains(ProbeKind.STATES), request.kinds().contains(ProbeKind.GATES)));
            }
        }
        return tasks;
    }

    @Override
    public ProbeRows rows(List<LayerStatistics> measured) {
        List<ProbeTask.Layers> tasks = tasks();
        List<StateRow> states = new ArrayList<>();
        List<GateRow> gates = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            String prompt = tasks.get(i).prompt();
            String mitigation = tasks.get(i).mitigation().text();
            for (HeadState state : measured.get(i).states()) {
                states.add(new StateRow(key.key(), prompt, mitigation, key.step(), state.layer(), state.head(),
                        state.position(), state.mean(), state.variance(), state.rms(), state.maxAbs()));
            }
            for (GateBucket gate : measured.get(i).gates()) {
                gates.add(new GateRow(key.key(), prompt, mitigation, key.step(), gate.layer(), gate.head(),
                        gate.from(), gate.to(), gate.quantity().column(), gate.mean(), gate.variance()));
            }
        }
        return new ProbeRows(key.key(), List.of(), List.of(), states, gates);
    }
}
