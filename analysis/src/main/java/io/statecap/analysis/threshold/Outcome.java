package io.statecap.analysis.threshold;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.table.TrialRow;

/**
 * A finished trial with what its loss curve says.
 *
 * @param trial    the trial
 * @param collapse its outcome
 * @param horizon  end of its loss curve, tokens: how far it was looked at
 */
public record Outcome(TrialRow trial, Collapse collapse, long horizon) {

    public boolean collapsed() {
        return collapse.collapsed();
    }

    /** What it would have been, had one looked no farther: a collapse that begins later is not seen. */
    Outcome asOf(long end) {
        boolean seen = collapse.collapsed() && collapse.collapsePosition() < end;
        return new Outcome(trial, new Collapse(collapse.trialId(), collapse.baselineLoss(), collapse.worstLoss(), seen,
                seen ? collapse.collapsePosition() : null, collapse.worstExcess(), collapse.absolute()),
                Math.min(horizon, end));
    }
}
