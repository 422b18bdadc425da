package io.statecap.analysis.table;

import io.statecap.analysis.view.Columns.Shown;
import io.statecap.analysis.view.Table.Kind;
import java.util.List;

/**
 * Thresholds and line of a family as a shorter look at its trials would have given them.
 *
 * @param horizon    positions up to here count, tokens
 * @param trials     trials of a shorter training length than that
 * @param collapsed  how many of them had collapsed before it
 * @param stateSizes S of each size, elements
 * @param estimates  length at which half of the trials of each size collapse, tokens; null where not known
 * @param slope      of the line by the joint fit, tokens an element; null where it could not be fitted
 */
public record HorizonRow(
        String target, String group, String criterion, String slice,
        @Shown(hint = "positions up to here count, tokens", kind = Kind.TOKENS) long horizon, int trials,
        @Shown(hint = "of the trials") int collapsed, List<Double> stateSizes, List<Double> estimates,
        @Shown(name = "slope a", hint = "of the line by the joint fit, tokens an element", kind = Kind.NUMBER)
        Double slope,
        @Shown(name = "95 % from", hint = "of the slope", kind = Kind.NUMBER) Double ciLow,
        @Shown(name = "95 % to", hint = "of the slope", kind = Kind.NUMBER) Double ciHigh, Double intercept) {}
