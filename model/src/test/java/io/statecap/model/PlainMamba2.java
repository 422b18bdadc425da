package io.statecap.model;

import io.statecap.model.io.ParameterNames;
import io.statecap.model.io.ParameterShapes;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Mamba-2 as its definition reads: one sequence, token by token, in double precision, with no chunk, no matrix product
 * and no code in common with the kernels. The specification that they are tested against.
 */
final class PlainMamba2 {

    private final Mamba2Config config;
    final Map<String, double[]> parameters = new LinkedHashMap<>();
    /** [layers][heads][headDim][dState] */
    final double[][][][] states;
    /** [layers][dConv][convChannels], the latest input last */
    private final double[][][] history;

    PlainMamba2(Mamba2 model) {
        config = model.config();
        for (String name : ParameterShapes.of(config).keySet()) {
            float[] values = model.parameters().read(name);
            double[] copy = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                copy[i] = values[i];
            }
            parameters.put(name, copy);
        }
        states = new double[config.layers()][config.heads()][config.headDim()][config.dState()];
        history = new double[config.layers()][config.dConv()][config.convChannels()];
    }

    void reset() {
        for (double[][][] layer : states) {
            for (double[][] head : layer) {
                for (double[] row : head) {
                    java.util.Arrays.fill(row, 0);
                }
            }
        }
        for (double[][] layer : history) {
            for (double[] row : layer) {
                java.util.Arrays.fill(row, 0);
            }
        }
    }

    /** Logits after one more token. */
    double[] next(int token) {
        double[] embeddings = parameters.get(ParameterNames.EMBEDDINGS);
        int width = config.dModel();
        double[] u = new double[width];
        System.arraycopy(embeddings, token * width, u, 0, width);
        for (int layer = 0; layer < config.layers(); layer++) {
            double[] out = block(layer, norm(u, parameters.get(ParameterNames.blockNorm(layer))));
            for (int i = 0; i < width; i++) {
                u[i] += out[i];
            }
        }
        double[] hidden = norm(u, parameters.get(ParameterNames.FINAL_NORM));
        return multiply(config.tied() ? embeddings : parameters.get(ParameterNames.HEAD), hidden, config.vocabulary());
    }

    private double[] block(int layer, double[] input) {
        int inner = config.dInner();
        int channels = config.convChannels();
        double[] projected = multiply(parameters.get(ParameterNames.inputProjection(layer)), input,
                config.projectionWidth());
        double[][] recent = history[layer];
        for (int k = 0; k + 1 < recent.length; k++) {
            recent[k] = recent[k + 1];
        }
        recent[recent.length - 1] = java.util.Arrays.copyOfRange(projected, inner, inner + channels);
        double[] convolution = parameters.get(ParameterNames.convolution(layer));
        double[] xbc = parameters.get(ParameterNames.convolutionBias(layer)).clone();
        for (int channel = 0; channel < channels; channel++) {
            for (int k = 0; k < config.dConv(); k++) {
                xbc[channel] += convolution[channel * config.dConv() + k] * recent[k][channel];
            }
            xbc[channel] = silu(xbc[channel]);
        }
        double[] y = new double[inner];
        for (int head = 0; head < config.heads(); head++) {
            double raw = projected[inner + channels + head] + parameters.get(ParameterNames.dtBias(layer))[head];
            double dt = Math.max(raw, 0) + Math.log1p(Math.exp(-Math.abs(raw)));
            double decay = Math.exp(-dt * Math.exp(parameters.get(ParameterNames.logA(layer))[head]));
            int group = head / (config.heads() / config.groups());
            int b = inner + group * config.dState();
            int c = inner + (config.groups() + group) * config.dState();
            for (int p = 0; p < config.headDim(); p++) {
                double x = xbc[head * config.headDim() + p];
                double[] state = states[layer][head][p];
                double sum = parameters.get(ParameterNames.skip(layer))[head] * x;
                for (int n = 0; n < config.dState(); n++) {
                    state[n] = decay * state[n] + dt * xbc[b + n] * x;
                    sum += xbc[c + n] * state[n];
                }
                y[head * config.headDim() + p] = sum;
            }
        }
        for (int i = 0; i < inner; i++) {
            y[i] *= silu(projected[i]);
        }
        return multiply(parameters.get(ParameterNames.outputProjection(layer)),
                norm(y, parameters.get(ParameterNames.gatedNorm(layer))), config.dModel());
    }

    private static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    private static double[] norm(double[] x, double[] gain) {
        double squares = 0;
        for (double v : x) {
            squares += v * v;
        }
        double r = 1 / Math.sqrt(squares / x.length + Mamba2Config.NORM_EPSILON);
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = x[i] * r * gain[i];
        }
        return y;
    }

    private static double[] multiply(double[] matrix, double[] x, int rows) {
        double[] y = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < x.length; j++) {
                y[i] += matrix[i * x.length + j] * x[j];
            }
        }
        return y;
    }

    /** {@code log Σ exp(logits) − logits[target]} */
    static double loss(double[] logits, int target) {
        double max = java.util.Arrays.stream(logits).max().orElseThrow();
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit - max);
        }
        return Math.log(sum) + max - logits[target];
    }
}
