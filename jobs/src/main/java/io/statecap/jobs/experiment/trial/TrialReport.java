package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.table.TrialRow;
import java.io.Serializable;
import java.util.List;

/**
 * What a task tells the driver about a trial; everything else is in the results directory.
 *
 * @param trialId   the trial
 * @param ok        whether it has a result
 * @param error     why not, one sentence; null if ok
 * @param collapsed whether it collapsed beyond its training length; null if there is no result
 * @param storage   why nothing can be written or read any more, one sentence; null if all was written. The trial has no
 *                  row then, and the sweep cannot go on
 * @param notes     what the reader of the log should know, one sentence each
 */
public record TrialReport(String trialId, boolean ok, String error, Boolean collapsed, String storage,
                          List<String> notes) implements Serializable {

    public TrialReport {
        notes = List.copyOf(notes);
    }

    public TrialReport(String trialId, boolean ok, String error, Boolean collapsed) {
        this(trialId, ok, error, collapsed, null, List.of());
    }

    public static TrialReport of(TrialRow row) {
        return of(row, List.of());
    }

    public static TrialReport of(TrialRow row, List<String> notes) {
        return new TrialReport(row.trialId(), TrialRow.OK.equals(row.status()), row.error(), row.collapsed(), null,
                notes);
    }

    public static TrialReport stoppedByStorage(String trialId, String sentence) {
        return new TrialReport(trialId, false, sentence, null, sentence, List.of());
    }
}
