package io.statecap.model.io;

import io.statecap.model.Mamba2Config;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which parameters a model has, and their shapes. */
public final class ParameterShapes {

    private ParameterShapes() {}

    /** Name to shape of every parameter, from the embedding to the head; unmodifiable, in that order. */
    public static Map<String, Shape> of(Mamba2Config config) {
        int dModel = config.dModel();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(ParameterNames.EMBEDDINGS, Shape.of(config.vocabulary(), dModel));
        for (int layer = 0; layer < config.layers(); layer++) {
            shapes.put(ParameterNames.blockNorm(layer), Shape.of(dModel));
            shapes.put(ParameterNames.dtBias(layer), Shape.of(config.heads()));
            shapes.put(ParameterNames.logA(layer), Shape.of(config.heads()));
            shapes.put(ParameterNames.skip(layer), Shape.of(config.heads()));
            shapes.put(ParameterNames.inputProjection(layer), Shape.of(config.projectionWidth(), dModel));
            shapes.put(ParameterNames.convolution(layer), Shape.of(config.convChannels(), 1, config.dConv()));
            shapes.put(ParameterNames.convolutionBias(layer), Shape.of(config.convChannels()));
            shapes.put(ParameterNames.gatedNorm(layer), Shape.of(config.dInner()));
            shapes.put(ParameterNames.outputProjection(layer), Shape.of(dModel, config.dInner()));
        }
        shapes.put(ParameterNames.FINAL_NORM, Shape.of(dModel));
        if (!config.tied()) {
            shapes.put(ParameterNames.HEAD, Shape.of(config.vocabulary(), dModel));
        }
        return Collections.unmodifiableMap(shapes);
    }
}
