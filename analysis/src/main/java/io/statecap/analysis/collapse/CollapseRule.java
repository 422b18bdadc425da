package io.statecap.analysis.collapse;

import io.statecap.analysis.table.CurveRow;
import java.util.List;

/** A criterion applied to one loss curve. */
@FunctionalInterface
public interface CollapseRule {

    /**
     * @param curve rows of one trial, probe, prompt, slice, mitigation and step, in any order
     * @throws IllegalArgumentException as {@link CollapseDetector#detect}
     */
    Collapse test(List<CurveRow> curve);
}
