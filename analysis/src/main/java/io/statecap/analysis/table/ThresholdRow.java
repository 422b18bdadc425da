package io.statecap.analysis.table;

import io.statecap.analysis.view.Columns.Shown;
import io.statecap.analysis.view.Table.Kind;

/** The threshold of one state size: one seed, or all of them where {@code seed} is null. */
public record ThresholdRow(
        @Shown(hint = "T_train: no collapse; T_recall: passkeys found") String target, String dataset, String group,
        @Shown(hint = "when a trial counts as collapsed") String criterion,
        @Shown(hint = "which tokens are scored") String slice,
        @Shown(name = "S", hint = "state size, elements", kind = Kind.COUNT) long stateSize,
        @Shown(hint = "all: over seeds") Long seed,
        @Shown(hint = "longest failing length below the threshold, tokens", kind = Kind.TOKENS) Long lower,
        @Shown(hint = "shortest length from which all are healthy, tokens", kind = Kind.TOKENS) Long upper,
        @Shown(hint = "tokens", kind = Kind.NUMBER) Double estimate,
        @Shown(name = "95 % from", hint = "tokens", kind = Kind.NUMBER) Double ciLow,
        @Shown(name = "95 % to", hint = "tokens", kind = Kind.NUMBER) Double ciHigh,
        @Shown(hint = "NO: a shorter length was healthy too") boolean monotone,
        @Shown(hint = "how many", kind = Kind.COUNT) int seeds, @Shown(kind = Kind.COUNT) Integer trials,
        @Shown(hint = "how far was looked, tokens", kind = Kind.TOKENS) Long horizon) {}
