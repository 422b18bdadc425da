package io.statecap.jobs.probe;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import java.util.List;

/**
 * What a probe measured, as rows of the tables; empty where a kind was not asked for.
 *
 * @param key names the probe's files, and stands in the column {@code trial_id}
 */
public record ProbeRows(String key, List<CurveRow> curves, List<PasskeyRow> passkey, List<StateRow> states,
                        List<GateRow> gates) {}
