package io.statecap.analysis.table;

import io.statecap.analysis.collapse.Collapse;
import io.statecap.analysis.view.Columns.Shown;
import io.statecap.analysis.view.Table.Kind;
import java.time.Instant;

/** One trial: its configuration, its outcome and where it ran. Columns as documented in the README. */
public record TrialRow(
        @Shown(name = "trial", hint = "trial_id", kind = Kind.ID) String trialId, String sweep,
        @Shown(name = "data", hint = "data set") String dataset, String group,
        @Shown(hint = "width of the residual stream", kind = Kind.COUNT) int dModel,
        @Shown(hint = "layers", kind = Kind.COUNT) int layers, int headDim, int expand,
        @Shown(hint = "state elements a channel", kind = Kind.COUNT) int dState,
        @Shown(name = "S", hint = "state size, elements", kind = Kind.COUNT) long stateSize, long parameters,
        @Shown(name = "T", hint = "training length, tokens (K = 1024)", kind = Kind.TOKENS) int trainLength,
        @Shown(hint = "seed of the trial", kind = Kind.COUNT) long seed,
        @Shown(name = "learning rate", hint = "peak", kind = Kind.NUMBER) double learningRate,
        @Shown(hint = "seen in training", kind = Kind.COUNT) long tokens,
        @Shown(name = "training loss", hint = "at the end of training, nats", kind = Kind.LOSS) Double finalTrainLoss,
        @Shown(name = "baseline", hint = "loss of the bucket that ends at T, nats", kind = Kind.LOSS)
        Double baselineLoss,
        @Shown(name = "worst", hint = "largest bucket loss beyond T, nats", kind = Kind.LOSS) Double worstLoss,
        Boolean collapsed,
        @Shown(name = "collapse at", hint = "first position over the limit, tokens", kind = Kind.COUNT)
        Long collapsePosition, String status, @Shown(hint = "why the trial failed") String error, int attempts,
        @Shown(name = "seconds", hint = "of training", kind = Kind.NUMBER) Double trainSeconds,
        @Shown(name = "tokens/s", hint = "training tokens a second", kind = Kind.COUNT) Double tokensPerSecond,
        @Shown(name = "MiB", hint = "peak memory", kind = Kind.COUNT) Long peakMemoryBytes,
        @Shown(hint = "of the trial", kind = Kind.COUNT) int threads, @Shown(hint = "where it ran") String host,
        @Shown(hint = "of statecap") String version, Instant startedAt,
        @Shown(name = "finished", hint = "UTC") Instant finishedAt, String configJson, String engine, String device,
        Integer vectorBits, String precision) {

    /** The {@code status} of a trial with a result. */
    public static final String OK = "ok";
    /** The other one. */
    public static final String FAILED = "failed";

    /** This trial with the columns that depend on the collapse criterion taken from {@code outcome}. */
    public TrialRow withOutcome(Collapse outcome) {
        return new TrialRow(trialId, sweep, dataset, group, dModel, layers, headDim, expand, dState, stateSize,
                parameters,
                trainLength, seed, learningRate, tokens, finalTrainLoss, outcome.baselineLoss(), outcome.worstLoss(),
                outcome.collapsed(), outcome.collapsePosition(), status, error, attempts, trainSeconds, tokensPerSecond,
                peakMemoryBytes, threads, host, version, startedAt, finishedAt, configJson, engine, device,
                vectorBits, precision);
    }
}
