package io.statecap.jobs.experiment.probe;

import io.statecap.analysis.table.CurveRow;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.BucketLoss;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.SequenceLosses;
import io.statecap.model.probe.Slice;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * All that is measured of one model: entries that are cut into tasks, whose results become rows. The probes inside a
 * trial, those along a training and those of the verb {@code probe} are plans; where the tasks run is the executor's
 * affair.
 */
public final class ProbePlan {

    /** Probe of a curve that is read as if the model had been trained at a shorter length. */
    private static final String PLACEBO = "placebo";

    private final ProbeSubject subject;
    private final RowKey key;
    private final List<Entry<?>> entries = new ArrayList<>();

    /** What rows of one plan have in common: {@code trial_id}, and the step, null at the end of the training. */
    record RowKey(String key, Long step) implements Serializable {}

    /** Tasks in a fixed order, and the rows that their results, in this order, make. */
    private record Entry<R extends Serializable>(List<? extends ProbeTask<R>> tasks,
                                                 Function<List<R>, ProbeRows> rows) {
        ProbeRows run(ProbeExecutor executor) throws IOException {
            return rows.apply(executor.measure(tasks));
        }
    }

    private ProbePlan(ProbeSubject subject, RowKey key) {
        this.subject = subject;
        this.key = key;
    }

    /**
     * @param requests what to measure, in this order
     * @param key      goes into the column {@code trial_id}
     * @param step     of the training that goes on; null at its end
     */
    public static ProbePlan of(ProbeSubject subject, List<ProbeRequest> requests, String key, Long step) {
        ProbePlan plan = new ProbePlan(subject, new RowKey(key, step));
        for (ProbeRequest request : requests) {
            for (ProbeKind kind : ProbeKind.values()) {
                if (kind.isCurve() && request.kinds().contains(kind)) {
                    plan.addCurves(request, kind);
                }
            }
            if (request.kinds().contains(ProbeKind.PASSKEY)) {
                plan.addPasskeys(request);
            }
            if (request.kinds().stream().anyMatch(ProbeKind::isActivation)) {
                plan.addLayers(request);
            }
        }
        return plan;
    }

    /** Number of tasks. */
    public int tasks() {
        return entries.stream().mapToInt(entry -> entry.tasks().size()).sum();
    }

    /** Measures everything; one entry's results are rows before the next begins, which bounds memory. */
    public ProbeRows run(ProbeExecutor executor) throws IOException {
        ProbeRows rows = ProbeRows.none(key.key());
        for (Entry<?> entry : entries) {
            rows = rows.plus(entry.run(executor));
        }
        return rows;
    }

    /** Retrieval of passkeys by context length and depth, under each mitigation. */
    private void addPasskeys(ProbeRequest request) {
        List<ProbeTask.Passkey> tasks = new ArrayList<>();
        for (Mitigation mitigation : request.mitigations()) {
            for (long context : request.contexts()) {
                tasks.add(new ProbeTask.Passkey(key, mitigation, context, new ArrayList<>(request.depths()),
                        request.samples()));
            }
        }
        entries.add(new Entry<>(tasks, this::joined));
    }

    /** Statistics of states and gates of each head along prompts, under each mitigation; both in one run. */
    private void addLayers(ProbeRequest request) {
        Buckets buckets = Buckets.linearFrom(subject.trainLength(), request.bucket(), request.length());
        List<ProbeTask.Layers> tasks = new ArrayList<>();
        for (Mitigation mitigation : request.mitigations()) {
            for (String prompt : request.prompts()) {
                tasks.add(new ProbeTask.Layers(key, mitigation, prompt, request.sequences(), buckets,
                        request.kinds().contains(ProbeKind.STATES), request.kinds().contains(ProbeKind.GATES)));
            }
        }
        entries.add(new Entry<>(tasks, this::joined));
    }

    private ProbeRows joined(List<ProbeRows> rows) {
        return rows.stream().reduce(ProbeRows.none(key.key()), ProbeRows::plus);
    }

    /**
     * Loss against position, a curve a mitigation. Of held-out data without mitigation, curves that read the model as
     * if it had been trained at a shorter length (the placebo) may follow.
     */
    private void addCurves(ProbeRequest request, ProbeKind kind) {
        // Repeated tokens are the same in every sequence.
        int sequences = kind == ProbeKind.NEWLINES ? 1 : request.sequences();
        int groups = LossProbe.groups(sequences);
        ArrayList<Slice> slices = slices(kind);
        List<ProbeTask.Losses> tasks = new ArrayList<>();
        for (Mitigation mitigation : request.mitigations()) {
            boolean placebo = kind == ProbeKind.HELDOUT && mitigation.equals(Mitigation.NONE);
            List<LossView> views = placebo ? request.views() : request.views().subList(0, 1);
            for (int group = 0; group < groups; group++) {
                tasks.add(new ProbeTask.Losses(mitigation, kind.text(), sequences, group, new ArrayList<>(views),
                        slices));
            }
        }
        entries.add(new Entry<>(tasks, measured -> {
            List<CurveRow> rows = new ArrayList<>();
            for (int first = 0; first < tasks.size(); first += groups) {
                addRows(tasks.get(first), measured.subList(first, first + groups).stream().flatMap(List::stream)
                        .toList(), rows);
            }
            return new ProbeRows(key.key(), rows, List.of(), List.of(), List.of());
        }));
    }

    private ArrayList<Slice> slices(ProbeKind kind) {
        if (kind == ProbeKind.HELDOUT) {
            return new ArrayList<>(subject.slices());
        }
        ArrayList<Slice> slices = new ArrayList<>(List.of(Slice.ALL));
        for (int age = 1; kind == ProbeKind.RECALL && age < new Prompts(subject).maxAge(); age *= 2) {
            slices.add(Slice.ageAtMost(age));
        }
        return slices;
    }

    /** The rows of one mitigation's curves: that of the model as it was trained, then those of the placebo. */
    private void addRows(ProbeTask.Losses task, List<SequenceLosses> losses, List<CurveRow> rows) {
        for (int i = 0; i < task.views().size(); i++) {
            LossView view = task.views().get(i);
            String probe = i == 0 ? task.prompt() : PLACEBO;
            for (BucketLoss bucket : SequenceLosses.rows(losses, i, view, task.slices())) {
                boolean scored = bucket.lossBySequence().stream().anyMatch(Objects::nonNull);
                boolean fresh = scored && bucket.hasFresh();
                rows.add(new CurveRow(key.key(), probe, task.prompt(), bucket.slice().name(), task.mitigation().text(),
                        key.step(), view.trainLength(), bucket.from(), bucket.to(), scored ? bucket.loss() : null,
                        numberOrNull(bucket.stderr()), fresh ? bucket.freshLoss() : null,
                        fresh ? bucket.excess() : null, numberOrNull(bucket.excessStderr()),
                        numberOrNull(bucket.accuracy()), task.sequences(), bucket.lossBySequence(),
                        fresh ? bucket.freshWindow() : null, fresh ? bucket.excessBySequence() : null,
                        fresh ? bucket.errorBySequence() : null));
            }
        }
    }

    private static Double numberOrNull(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
