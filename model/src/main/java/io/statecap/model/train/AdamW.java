package io.statecap.model.train;

import io.statecap.model.Mamba2Config;
import io.statecap.model.Parameters;
import io.statecap.model.io.Parameter;
import io.statecap.model.io.Shape;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.VectorKernels;
import java.util.Map;

/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101) with clipping of the global gradient norm. Weight decay acts on
 * parameters of two or more dimensions: projections, embeddings and convolution, not on norms, biases, A, D and Δ.
 */
final class AdamW implements AutoCloseable {

    private static final int TILE = 1 << 14;

    private final TrainingSettings settings;
    private final Map<String, Shape> shapes;
    private final Parameters firstMoments;
    private final Parameters secondMoments;
    private final VectorKernels kernels = new VectorKernels();
    private final float[] w = Floats.array(TILE);
    private final float[] m = Floats.array(TILE);
    private final float[] v = Floats.array(TILE);

    AdamW(Mamba2Config config, TrainingSettings settings) {
        this.settings = settings;
        shapes = Parameter.shapes(config);
        firstMoments = Parameters.zeros(config);
        secondMoments = Parameters.zeros(config);
    }

    Parameters firstMoments() {
        return firstMoments;
    }

    Parameters secondMoments() {
        return secondMoments;
    }

    /** Global norm of the gradients. */
    double norm(Map<String, float[]> gradients) {
        double squares = 0;
        for (var shape : shapes.entrySet()) {
            float[] gradient = gradients.get(shape.getKey());
            int size = Math.toIntExact(shape.getValue().elements());
            for (int at = 0; at < size; at += TILE) {
                int count = Math.min(TILE, size - at);
                squares += kernels.dot(count, gradient, at, gradient, at);
            }
        }
        return Math.sqrt(squares);
    }

    /**
     * Step {@code number}, counted from 1.
     *
     * @param norm global norm of the gradients, as {@link #norm} gives it
     */
    void step(long number, double rate, double norm, Map<String, float[]> gradients, Parameters parameters) {
        float clip = settings.clip() > 0 ? (float) Math.min(1, settings.clip() / (norm + 1e-6)) : 1;
        float step = (float) (rate / (1 - StrictMath.pow(settings.beta1(), number)));
        float root = (float) (1 / Math.sqrt(1 - StrictMath.pow(settings.beta2(), number)));
        for (var shape : shapes.entrySet()) {
            String name = shape.getKey();
            float keep = shape.getValue().rank() >= 2 ? (float) (1 - rate * settings.weightDecay()) : 1;
            long size = shape.getValue().elements();
            for (long at = 0; at < size; at += TILE) {
                int count = (int) Math.min(TILE, size - at);
                parameters.read(name, at, w, 0, count);
                firstMoments.read(name, at, m, 0, count);
                secondMoments.read(name, at, v, 0, count);
                kernels.adamW(count, clip, (float) settings.beta1(), (float) settings.beta2(), keep, step, root,
                        (float) settings.epsilon(), gradients.get(name), (int) at, w, m, v);
                parameters.write(name, at, w, 0, count);
                firstMoments.write(name, at, m, 0, count);
                secondMoments.write(name, at, v, 0, count);
            }
        }
    }

    @Override
    public void close() {
        firstMoments.close();
        secondMoments.close();
    }
}
