package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.results.ProbeRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is measured of one model: entries that are cut into tasks, whose results become rows. The probes inside a
 * trial, those along a training and those of the verb {@code probe} are plans; where the tasks run is the executor's
 * affair.
 */
public final class ProbePlan {

    private final String key;
    private final List<PlannedProbe<?>> probes;

    private ProbePlan(String key, List<PlannedProbe<?>> probes) {
        this.key = key;
        this.probes = probes;
    }

    /**
     * @param requests what to measure, in this order
     * @param key      goes into the column {@code trial_id}
     * @param step     of the training that goes on; null at its end
     */
    public static ProbePlan of(ProbeSubject subject, List<ProbeRequest> requests, String key, Long step) {
        RowKey rowKey = new RowKey(key, step);
        List<PlannedProbe<?>> probes = new ArrayList<>();
        for (ProbeRequest request : requests) {
            for (ProbeKind kind : ProbeKind.values()) {
                if (kind.isCurve() && request.kinds().contains(kind)) {
                    probes.add(new LossCurves(subject, request, kind, rowKey));
                }
            }
            if (request.kinds().contains(ProbeKind.PASSKEY)) {
                probes.add(new PasskeyRetrieval(request, rowKey));
            }
            if (request.kinds().stream().anyMatch(ProbeKind::isActivation)) {
                probes.add(new LayersAlongPrompts(subject, request, rowKey));
            }
        }
        return new ProbePlan(key, List.copyOf(probes));
    }

    /** What rows of one plan have in common: {@code trial_id}, and the step, null at the end of the training. */
    record RowKey(String key, Long step) {}

    /** Number of tasks. */
    public int tasks() {
        return probes.stream().mapToInt(probe -> probe.tasks().size()).sum();
    }

    /** Measures everything; one entry's results are rows before the next begins, which bounds memory. */
    public ProbeRows run(ProbeExecutor executor) throws IOException {
        ProbeRows rows = ProbeRows.none(key);
        for (PlannedProbe<?> probe : probes) {
            rows = rows.plus(probe.run(executor));
        }
        return rows;
    }
}
