package io.statecap.model;

import java.io.Serializable;
import java.util.Locale;

/**
 * Sizes and initialisation of a Mamba-2 language model (arXiv 2405.21060; arXiv 2410.07145, section 2.1).
 *
 * @param dModel     width of the residual stream
 * @param layers     number of blocks
 * @param dState     state elements a channel (the papers' N)
 * @param headDim    channels a head (the papers' P)
 * @param expand     {@code dInner = expand * dModel}
 * @param dConv      taps of the causal convolution
 * @param groups     groups of heads that share B and C; the gated norm spans all of dInner for any number of groups, as
 *                   in HF transformers (state-spaces normalises each group by itself)
 * @param tied       whether the output head is the embedding
 * @param vocabulary number of tokens
 * @param initA      range of the uniform draw of −A, one a head
 * @param initDt     range of the log-uniform draw of Δ at zero input, one a head
 */
public record Mamba2Config(int dModel, int layers, int dState, int headDim, int expand, int dConv, int groups,
                           boolean tied, int vocabulary, Range initA, Range initDt)
        implements Serializable {

    /** Added to the mean square in every RMSNorm. */
    public static final double NORM_EPSILON = 1e-5;

    /** A closed range of positive numbers. */
    public record Range(double low, double high) implements Serializable {
        public Range {
            if (!(low > 0 && low <= high && high < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a range needs 0 < low <= high, not [" + low + ", " + high + "]");
            }
        }
    }

    public Mamba2Config {
        positive("dModel", dModel);
        positive("layers", layers);
        positive("dState", dState);
        positive("headDim", headDim);
        positive("expand", expand);
        positive("dConv", dConv);
        positive("groups", groups);
        positive("vocabulary", vocabulary);
        double width = 3.0 * expand * dModel + 2.0 * groups * dState;
        if (width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "the input projection would be %.0f wide; at most %d is allowed", width, Integer.MAX_VALUE));
        }
        int inner = expand * dModel;
        if (inner % headDim != 0) {
            throw new IllegalArgumentException(
                    "headDim " + headDim + " does not divide dInner = expand * dModel = " + inner);
        }
        if (inner / headDim % groups != 0) {
            throw new IllegalArgumentException(
                    "groups " + groups + " does not divide the number of heads, " + inner / headDim);
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }

    /** Channels of the state space model: {@code expand * dModel}. */
    public int dInner() {
        return expand * dModel;
    }

    /** Number of heads: {@code dInner / headDim}. */
    public int heads() {
        return dInner() / headDim;
    }

    /** Channels that pass the convolution: x, then B and C of every group. */
    public int convChannels() {
        return dInner() + 2 * groups * dState;
    }

    /** Rows of the input projection: z, x, B, C, Δ. */
    public int projectionWidth() {
        return dInner() + convChannels() + heads();
    }

    /**
     * State size S in elements, as the paper's printed sizes have it:
     * {@code layers * dInner * (dState + dConv - 1)}. The convolution's state of B and C is left out.
     */
    public long stateSize() {
        return (long) layers * dInner() * (dState + dConv - 1);
    }

    /** Number of trained parameters. */
    public long parameters() {
        long block = (long) dModel                                   // norm
                + (long) projectionWidth() * dModel                  // in_proj
                + (long) convChannels() * (dConv + 1)                // convolution and its bias
                + 3L * heads()                                       // dt_bias, A_log, D
                + dInner()                                           // gated norm
                + (long) dModel * dInner();                          // out_proj
        return layers * block + (long) vocabulary * dModel * (tied ? 1 : 2) + dModel;
    }
}
