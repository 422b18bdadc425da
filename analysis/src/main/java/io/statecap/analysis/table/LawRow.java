package io.statecap.analysis.table;

import io.statecap.analysis.view.Columns.Shown;
import io.statecap.analysis.view.Table.Kind;

/** One parameter of one fitted law. */
public record LawRow(
        @Shown String target, String group, @Shown String criterion, @Shown String slice,
        @Shown(hint = "joint: maximum likelihood on all trials; ols: least squares on the shortest healthy lengths")
        String method,
        @Shown(hint = "linear a·S + b; power a·S^p; step: low up to the break, high beyond; exponential c·(alpha^S − 1)"
                + " + d; constant b") String law,
        @Shown String parameter,
        @Shown(hint = "S in elements, T in tokens", kind = Kind.NUMBER) Double value,
        @Shown(name = "95 % from", kind = Kind.NUMBER) Double ciLow,
        @Shown(name = "95 % to", kind = Kind.NUMBER) Double ciHigh, String xUnit, String yUnit,
        @Shown(name = "R²", kind = Kind.NUMBER) Double r2,
        @Shown(name = "AIC", hint = "compared only within a method", kind = Kind.NUMBER) Double aic,
        @Shown(name = "AICc", hint = "the same for few points; laws are ranked by it", kind = Kind.LOSS) Double aicc,
        @Shown(hint = "trials (joint) or thresholds", kind = Kind.COUNT) int points,
        @Shown(hint = "how far was looked, tokens", kind = Kind.TOKENS) Long horizon) {}
