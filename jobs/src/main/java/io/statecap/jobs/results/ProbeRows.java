package io.statecap.jobs.results;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What probes measured, as rows of the tables; empty where a kind was not asked for.
 *
 * @param key stands in the column {@code trial_id}; names the files of a probe outside a trial
 */
public record ProbeRows(String key, List<CurveRow> curves, List<PasskeyRow> passkey, List<StateRow> states,
                        List<GateRow> gates) implements Serializable {

    public ProbeRows {
        curves = List.copyOf(curves);
        passkey = List.copyOf(passkey);
        states = List.copyOf(states);
        gates = List.copyOf(gates);
    }

    /** No rows. */
    public static ProbeRows none(String key) {
        return new ProbeRows(key, List.of(), List.of(), List.of(), List.of());
    }

    /** These rows, then others of the same key. */
    public ProbeRows plus(ProbeRows others) {
        return new ProbeRows(key, joined(curves, others.curves), joined(passkey, others.passkey),
                joined(states, others.states), joined(gates, others.gates));
    }

    private static <R> List<R> joined(List<R> first, List<R> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
