package io.statecap.jobs.sweep;

import io.statecap.analysis.table.TrialRow;
import java.io.Serializable;

/**
 * What a task tells the driver about a finished trial; everything else is in the results directory.
 *
 * @param trialId   the trial
 * @param ok        whether it has a result
 * @param error     why not, one sentence; null if ok
 * @param collapsed whether it collapsed beyond its training length; null if there is no result
 */
public record TrialReport(String trialId, boolean ok, String error, Boolean collapsed) implements Serializable {

    public static TrialReport of(TrialRow row) {
        return new TrialReport(row.trialId(), TrialStatus.OK.equals(row.status()), row.error(), row.collapsed());
    }
}
