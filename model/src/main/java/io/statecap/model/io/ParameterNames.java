package io.statecap.model.io;

/** The names of a model's parameters, as HF transformers has them ({@code Mamba2ForCausalLM}). */
public final class ParameterNames {

    /** Token embeddings, [vocabulary, dModel]. */
    public static final String EMBEDDINGS = "backbone.embeddings.weight";

    /** Gain of the norm after the last block, [dModel]. */
    public static final String FINAL_NORM = "backbone.norm_f.weight";

    /** Output head where it is not the embedding, [vocabulary, dModel]. */
    public static final String HEAD = "lm_head.weight";

    private ParameterNames() {}

    /** Gain of the norm before a block, [dModel]. Layers count from 0. */
    public static String blockNorm(int layer) {
        return block(layer, "norm.weight");
    }

    /** Projection to z, x, B, C, Δ: [projectionWidth, dModel]. */
    public static String inputProjection(int layer) {
        return block(layer, "mixer.in_proj.weight");
    }

    /** Taps of the causal convolution over x, B, C, the latest last: [convChannels, 1, dConv]. */
    public static String convolution(int layer) {
        return block(layer, "mixer.conv1d.weight");
    }

    /** Bias of the convolution, [convChannels]. */
    public static String convolutionBias(int layer) {
        return block(layer, "mixer.conv1d.bias");
    }

    /** Added to Δ before the softplus, [heads]. */
    public static String dtBias(int layer) {
        return block(layer, "mixer.dt_bias");
    }

    /** ln(−A), [heads]. */
    public static String logA(int layer) {
        return block(layer, "mixer.A_log");
    }

    /** Skip from x to y, [heads]. */
    public static String skip(int layer) {
        return block(layer, "mixer.D");
    }

    /** Gain of the gated norm, [dInner]. */
    public static String gatedNorm(int layer) {
        return block(layer, "mixer.norm.weight");
    }

    /** Output projection, [dModel, dInner]. */
    public static String outputProjection(int layer) {
        return block(layer, "mixer.out_proj.weight");
    }

    private static String block(int layer, String parameter) {
        return "backbone.layers." + layer + "." + parameter;
    }
}
