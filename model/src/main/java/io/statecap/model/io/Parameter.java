package io.statecap.model.io;

import io.statecap.model.Mamba2Config;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The parameters of a model: what HF transformers calls them ({@code Mamba2ForCausalLM}), and their shapes. Those of a
 * block begin with {@value #BLOCK}.
 */
public enum Parameter {
    /** Token embeddings. */
    EMBEDDINGS("backbone.embeddings.weight", c -> Shape.of(c.vocabulary(), c.dModel())),
    /** Gain of the norm before a block. */
    BLOCK_NORM("#norm.weight", c -> Shape.of(c.dModel())),
    /** Added to Δ before the softplus. */
    DT_BIAS("#mixer.dt_bias", c -> Shape.of(c.heads())),
    /** ln(−A). */
    LOG_A("#mixer.A_log", c -> Shape.of(c.heads())),
    /** Skip from x to y. */
    SKIP("#mixer.D", c -> Shape.of(c.heads())),
    /** Projection to z, x, B, C, Δ. */
    INPUT_PROJECTION("#mixer.in_proj.weight", c -> Shape.of(c.projectionWidth(), c.dModel())),
    /** Taps of the causal convolution over x, B, C, the latest last. */
    CONVOLUTION("#mixer.conv1d.weight", c -> Shape.of(c.convChannels(), 1, c.dConv())),
    /** Bias of the convolution. */
    CONVOLUTION_BIAS("#mixer.conv1d.bias", c -> Shape.of(c.convChannels())),
    /** Gain of the gated norm. */
    GATED_NORM("#mixer.norm.weight", c -> Shape.of(c.dInner())),
    /** Output projection. */
    OUTPUT_PROJECTION("#mixer.out_proj.weight", c -> Shape.of(c.dModel(), c.dInner())),
    /** Gain of the norm after the last block. */
    FINAL_NORM("backbone.norm_f.weight", c -> Shape.of(c.dModel())),
    /** Output head where it is not the embedding. */
    HEAD("lm_head.weight", c -> Shape.of(c.vocabulary(), c.dModel()));

    private static final String BLOCK = "backbone.layers.N.";

    private final String key;
    private final Function<Mamba2Config, Shape> shape;

    Parameter(String key, Function<Mamba2Config, Shape> shape) {
        this.key = key;
        this.shape = shape;
    }

    /** Name of a parameter that there is once. */
    public String key() {
        return key;
    }

    /** Name of a block's parameter; layers count from 0. */
    public String key(int layer) {
        return BLOCK.replace("N", Integer.toString(layer)) + key.substring(1);
    }

    /** Name to shape of every parameter of a model, from the embedding to the head; unmodifiable, in that order. */
    public static Map<String, Shape> shapes(Mamba2Config config) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(EMBEDDINGS.key, EMBEDDINGS.shape.apply(config));
        for (int layer = 0; layer < config.layers(); layer++) {
            for (Parameter parameter : values()) {
                if (parameter.key.startsWith("#")) {
                    shapes.put(parameter.key(layer), parameter.shape.apply(config));
                }
            }
        }
        shapes.put(FINAL_NORM.key, FINAL_NORM.shape.apply(config));
        if (!config.tied()) {
            shapes.put(HEAD.key, HEAD.shape.apply(config));
        }
        return Collections.unmodifiableMap(shapes);
    }
}
