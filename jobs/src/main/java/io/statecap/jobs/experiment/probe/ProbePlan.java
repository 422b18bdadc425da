package io.statecap.jobs.experiment.probe;

import io.statecap.analysis.table.CurveRow;
import io.statecap.jobs.experiment.config.PasskeyGrid;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.experiment.config.ProbeSettings;
import io.statecap.jobs.experiment.config.Trial;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    public record Request(Set<ProbeKind> kinds, List<Mitigation> mitigations, long length, List<LossView> views,
                          int sequences, long bucket, List<String> prompts, List<Long> contexts, List<Double> depths,
                          int samples) {

        public Request {
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

    /** Runs the tasks of a probe of one model, on threads or on a cluster. */
    public interface Executor {

        /**
         * Measures tasks in whatever order and place.
         *
         * @return their results, in the order of the tasks
         * @throws IOException what the first failed task threw
         */
        <R extends Serializable> List<R> measure(List<? extends ProbeTask<R>> tasks) throws IOException;
    }

    /** What rows of one plan have in common: {@code trial_id}, and the step, null at the end of the training. */
    record RowKey(String key, Long step) implements Serializable {}

    /** Tasks in a fixed order, and the rows that their results, in this order, make. */
    private record Entry<R extends Serializable>(List<? extends ProbeTask<R>> tasks,
                                                 Function<List<R>, ProbeRows> rows) {
        ProbeRows run(Executor executor) throws IOException {
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
    public static ProbePlan of(ProbeSubject subject, List<Request> requests, String key, Long step) {
        ProbePlan plan = new ProbePlan(subject, new RowKey(key, step));
        for (Request request : requests) {
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

    /**
     * The plan of a trial's probes: loss on held-out data first, then what its configuration asks for besides.
     *
     * @param subject the trial's model
     * @param step    of the training that goes on; null at its end
     */
    public static ProbePlan of(ProbeSubject subject, Trial trial, Long step) {
        List<Mitigation> mitigations = trial.probe().mitigations();
        Set<ProbeKind> kinds = new LinkedHashSet<>(trial.probe().kinds());
        List<Request> requests = new ArrayList<>();
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
        return of(subject, requests, trial.trialId(), step);
    }

    private static Request request(Trial trial, Set<ProbeKind> kinds, List<Mitigation> mitigations, Long step) {
        ProbeSettings probe = trial.probe();
        List<LossView> views = probe.views(trial.training().length());
        // Along a training the criterion judges nothing, so there is no placebo.
        List<LossView> read = step == null ? views : views.subList(0, 1);
        // Of states and gates one sequence is enough.
        int sequences = kinds.stream().anyMatch(ProbeKind::isCurve) ? probe.sequences() : 1;
        return new Request(kinds, mitigations, probe.length(), read, sequences, probe.bucket(),
                probe.prompts(), PasskeyGrid.contexts(trial), PasskeyGrid.depths(probe.depths()),
                probe.samples());
    }

    /** Number of tasks. */
    public int tasks() {
        return entries.stream().mapToInt(entry -> entry.tasks().size()).sum();
    }

    /** Floating point operations of all tasks. */
    public double flops() {
        return entries.stream().flatMap(entry -> entry.tasks().stream()).mapToDouble(task -> task.flops(subject)).sum();
    }

    /** Measures everything; one entry's results are rows before the next begins, which bounds memory. */
    public ProbeRows run(Executor executor) throws IOException {
        ProbeRows rows = ProbeRows.none(key.key());
        for (Entry<?> entry : entries) {
            rows = rows.plus(entry.run(executor));
        }
        return rows;
    }

    /** Retrieval of passkeys by context length and depth, under each mitigation. */
    private void addPasskeys(Request request) {
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
    private void addLayers(Request request) {
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
    private void addCurves(Request request, ProbeKind kind) {
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
        for (int age = 1; kind == ProbeKind.RECALL && age < subject.maxAge(); age *= 2) {
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
