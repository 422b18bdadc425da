package io.statecap.jobs.experiment.probe;

import io.statecap.analysis.table.PasskeyRow;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.PasskeyCell;
import java.util.ArrayList;
import java.util.List;

/** Retrieval of passkeys by context length and depth, under each mitigation. */
record PasskeyRetrieval(ProbeRequest request, ProbePlan.RowKey key) implements PlannedProbe<ArrayList<PasskeyCell>> {

    @Override
    public List<ProbeTask.Passkey> tasks() {
        List<ProbeTask.Passkey> tasks = new ArrayList<>();
        for (Mitigation mitigation : request.mitigations()) {
            for (long context : request.contexts()) {
                tasks.add(new ProbeTask.Passkey(mitigation, context, new ArrayList<>(request.depths()),
                        request.samples()));
            }
        }
        return tasks;
    }

    @Override
    public ProbeRows rows(List<ArrayList<PasskeyCell>> measured) {
        List<ProbeTask.Passkey> tasks = tasks();
        List<PasskeyRow> rows = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            for (PasskeyCell cell : measured.get(i)) {
                rows.add(new PasskeyRow(key.key(), tasks.get(i).mitigation().text(), key.step(), cell.contextLength(),
                        cell.depth(), cell.distance(), cell.samples(), cell.correct()));
            }
        }
        return new ProbeRows(key.key(), List.of(), rows, List.of(), List.of());
    }
}
