package io.statecap.model.probe;

import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.LayerView;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Mean and variance of every head's gates over buckets of positions. */
public final class GateProbe implements PromptRun.Observer {

    /**
     * One gate quantity of one head over a bucket of positions.
     *
     * @param layer    0-based
     * @param head     0-based; for {@link GateQuantity#B} the group
     * @param from     first position
     * @param to       one past the last position
     * @param quantity which quantity
     * @param mean     over the bucket's tokens, and dState for B, headDim for x
     * @param variance mean squared distance from that mean
     */
    public record GateBucket(int layer, int head, long from, long to, GateQuantity quantity, double mean,
                             double variance) implements Serializable {}

    /** Quantities that control writing to the state and its decay. */
    public enum GateQuantity {
        /** Δ after softplus; one value a head and token. */
        DT,
        /** exp(Δ·A), of the unchanged model, without any mitigation; one value a head and token. */
        DECAY,
        /** B after convolution and SiLU, without Δ; dState values a group and token. */
        B,
        /** x after convolution and SiLU, without Δ; headDim values a head and token. */
        X;

        /** Value of the column {@code quantity}. */
        public String column() {
            return this == B ? "B" : name().toLowerCase(Locale.ROOT);
        }
    }

    private final Buckets buckets;
    private final Moments[][][] moments;
    private final List<GateBucket> rows = new ArrayList<>();

    public GateProbe(Mamba2Config config, Buckets buckets) {
        this.buckets = buckets;
        moments = new Moments[config.layers()][GateQuantity.values().length][];
        for (Moments[][] layer : moments) {
            for (GateQuantity quantity : GateQuantity.values()) {
                layer[quantity.ordinal()] = new Moments[quantity == GateQuantity.B ? config.groups() : config.heads()];
                Arrays.setAll(layer[quantity.ordinal()], head -> new Moments());
            }
        }
    }

    @Override
    public void layer(long start, LayerView view) {
        long last = start + view.length();
        int bucket = buckets.indexOf(start);
        for (long from = start; from < last && bucket < buckets.count(); bucket++) {
            long bucketEnd = buckets.edges().get(bucket + 1);
            long to = Math.min(bucketEnd, last);
            for (int sequence = 0; sequence < view.sequences(); sequence++) {
                int row = sequence * view.length() + (int) (from - start);
                add(view, row, row + (int) (to - from));
            }
            if (to == bucketEnd) {
                emit(view.layer(), buckets.edges().get(bucket), to);
            }
            from = to;
        }
    }

    private void add(LayerView view, int from, int to) {
        Mamba2Config config = view.config();
        Moments[][] layer = moments[view.layer()];
        for (int row = from; row < to; row++) {
            int xbc = row * config.convChannels();
            for (int head = 0; head < config.heads(); head++) {
                double dt = view.dt()[row * config.heads() + head];
                layer[GateQuantity.DT.ordinal()][head].add(dt);
                layer[GateQuantity.DECAY.ordinal()][head].add(Math.exp(dt * view.a()[head]));
                layer[GateQuantity.X.ordinal()][head].add(view.xbc(), xbc + head * config.headDim(), config.headDim());
            }
            for (int group = 0; group < config.groups(); group++) {
                layer[GateQuantity.B.ordinal()][group].add(view.xbc(),
                        xbc + config.dInner() + group * config.dState(), config.dState());
            }
        }
    }

    private void emit(int layer, long from, long to) {
        for (GateQuantity quantity : GateQuantity.values()) {
            Moments[] heads = moments[layer][quantity.ordinal()];
            for (int head = 0; head < heads.length; head++) {
                rows.add(new GateBucket(layer, head, from, to, quantity, heads[head].mean(), heads[head].variance()));
                heads[head].clear();
            }
        }
    }

    /** Positions ascending, then layers, quantities, heads. */
    public List<GateBucket> rows() {
        return rows.stream().sorted(Comparator.comparingLong(GateBucket::from).thenComparingInt(GateBucket::layer)
                .thenComparing(GateBucket::quantity).thenComparingInt(GateBucket::head)).toList();
    }
}
