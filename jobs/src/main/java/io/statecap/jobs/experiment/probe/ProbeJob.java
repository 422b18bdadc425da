package io.statecap.jobs.experiment.probe;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.GateBucket;
import io.statecap.model.probe.HeadState;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.LossView;
import io.statecap.model.probe.PasskeyCell;
import io.statecap.model.probe.SequenceLosses;
import io.statecap.model.probe.Slice;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Cuts a probe into shares, has them measured, and makes rows of what comes back. */
public final class ProbeJob {

    private static final int FIRST_EDGE = 64;
    private static final int BUCKETS_AN_OCTAVE = 1;

    private final ProbeSubject subject;
    private final ProbeRequest request;
    private final Prompts prompts;
    private final String key;
    private final Long step;

    /**
     * @param key  goes into the column {@code trial_id}
     * @param step of the training that goes on; null at its end
     */
    public ProbeJob(ProbeSubject subject, ProbeRequest request, String key, Long step) {
        this.subject = subject;
        this.request = request;
        this.prompts = new Prompts(subject);
        this.key = key;
        this.step = step;
    }

    /** Measures shares, in whatever order and place, and gives their results in the order of the shares. */
    public interface ShareRunner {
        <R extends Serializable> List<R> measure(List<? extends ProbeShare<R>> shares) throws IOException;
    }

    /** Runs all that was asked for. */
    public ProbeRows run(ShareRunner runner) throws IOException {
        List<CurveRow> curves = new ArrayList<>();
        for (ProbeKind kind : ProbeKind.values()) {
            if (kind.isCurve() && request.kinds().contains(kind)) {
                curves.addAll(curves(kind, runner));
            }
        }
        List<PasskeyRow> passkey = request.kinds().contains(ProbeKind.PASSKEY) ? passkey(runner) : List.of();
        List<StateRow> states = new ArrayList<>();
        List<GateRow> gates = new ArrayList<>();
        if (request.kinds().stream().anyMatch(ProbeKind::isActivation)) {
            activations(runner, states, gates);
        }
        return new ProbeRows(key, curves, passkey, states, gates);
    }

    private List<CurveRow> curves(ProbeKind kind, ShareRunner runner) throws IOException {
        Buckets buckets = Buckets.geometric(subject.trainLength() > 0 ? subject.trainLength() : FIRST_EDGE,
                request.length(), BUCKETS_AN_OCTAVE);
        ArrayList<Slice> slices = slices(kind);
        LossView view = new LossView(subject.trainLength(), buckets);
        // Repeated tokens are the same in every sequence.
        int sequences = kind == ProbeKind.NEWLINES ? 1 : request.sequences();
        int groups = LossProbe.groups(sequences);
        List<ProbeShare.Losses> shares = new ArrayList<>();
        for (Mitigation mitigation : request.mitigations()) {
            for (int group = 0; group < groups; group++) {
                shares.add(new ProbeShare.Losses(mitigation, kind.text(), sequences, group, view, slices));
            }
        }
        List<ArrayList<SequenceLosses>> measured = runner.measure(shares);
        List<CurveRow> rows = new ArrayList<>();
        for (int i = 0; i < request.mitigations().size(); i++) {
            List<SequenceLosses> losses = measured.subList(i * groups, (i + 1) * groups).stream().flatMap(List::stream)
                    .toList();
            rows.addAll(CurveRows.of(key, kind.text(), kind.text(), request.mitigations().get(i).text(), step,
                    subject.trainLength(), sequences, SequenceLosses.rows(losses, 0, view, slices)));
        }
        return rows;
    }

    private ArrayList<Slice> slices(ProbeKind kind) {
        if (kind == ProbeKind.HELDOUT) {
            return new ArrayList<>(subject.slices());
        }
        ArrayList<Slice> slices = new ArrayList<>(List.of(Slice.ALL));
        if (kind == ProbeKind.RECALL) {
            for (int age = 1; age < prompts.maxAge(); age *= 2) {
                slices.add(Slice.ageAtMost(age));
            }
        }
        return slices;
    }

    private List<PasskeyRow> passkey(ShareRunner runner) throws IOException {
        List<ProbeShare.Passkey> shares = new ArrayList<>();
        for (Mitigation mitigation : request.mitigations()) {
            for (long context : request.contexts()) {
                shares.add(new ProbeShare.Passkey(mitigation, context, new ArrayList<>(request.depths()),
                        request.samples()));
            }
        }
        List<ArrayList<PasskeyCell>> measured = runner.measure(shares);
        List<PasskeyRow> rows = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            for (PasskeyCell cell : measured.get(i)) {
                rows.add(new PasskeyRow(key, shares.get(i).mitigation().text(), step, cell.contextLength(),
                        cell.depth(), cell.distance(), cell.samples(), cell.correct()));
            }
        }
        return rows;
    }

    private void activations(ShareRunner runner, List<StateRow> states, List<GateRow> gates) throws IOException {
        Buckets buckets = Buckets.linearFrom(subject.trainLength(), request.bucket(), request.length());
        List<ProbeShare.Activations> shares = new ArrayList<>();
        for (Mitigation mitigation : request.mitigations()) {
            for (String prompt : request.prompts()) {
                shares.add(new ProbeShare.Activations(mitigation, prompt, request.sequences(), buckets,
                        request.kinds().contains(ProbeKind.STATES), request.kinds().contains(ProbeKind.GATES)));
            }
        }
        List<ProbeShare.ActivationRows> measured = runner.measure(shares);
        for (int i = 0; i < shares.size(); i++) {
            String prompt = shares.get(i).prompt();
            String mitigation = shares.get(i).mitigation().text();
            for (HeadState state : measured.get(i).states()) {
                states.add(new StateRow(key, prompt, mitigation, step, state.layer(), state.head(), state.position(),
                        state.mean(), state.variance(), state.rms(), state.maxAbs()));
            }
            for (GateBucket gate : measured.get(i).gates()) {
                gates.add(new GateRow(key, prompt, mitigation, step, gate.layer(), gate.head(), gate.from(), gate.to(),
                        gate.quantity().column(), gate.mean(), gate.variance()));
            }
        }
    }
}
