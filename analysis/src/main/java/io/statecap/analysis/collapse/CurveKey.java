package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;

/**
 * Which of a trial's curves a row belongs to.
 *
 * @param step training step; null for the end of training
 */
public record CurveKey(String probe, String prompt, String slice, String mitigation, Long step) {

    public static CurveKey of(CurveRow row) {
        return new CurveKey(row.probe(), row.prompt(), row.slice(), row.mitigation(), row.step());
    }
}
