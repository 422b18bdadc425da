package io.statecap.model;

import io.statecap.model.io.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Mamba-2 as its definition reads: one sequence, token by token, in double precision, with no chunk, no matrix product
 * and no code in common with the kernels. The specification that they are tested against.
 */
public final class PlainMamba2 {

    private final Mamba2Config config;
    private final Mitigation mitigation;
    final Map<String, double[]> parameters = new LinkedHashMap<>();
    /** [layers][heads][headDim][dState] */
    public final double[][][][] states;
    /** Of the latest token, [layers][heads]: Δ and exp(Δ·A). */
    public final double[][] dt;
    public final double[][] decay;
    /** Of the latest token, [layers][convChannels]: x | B | C. */
    public final double[][] xbc;
    /** [layers][dConv][convChannels], the latest input last */
    private final double[][][] history;

    /** With a window: per layer, what its tokens so far gave to the recurrence. */
    private final List<List<Input>> inputs = new ArrayList<>();

    /** Of one token: the decay of each head, and what is added to each head's state, [heads][headDim][dState]. */
    private record Input(double[] decay, double[][][] inserted) {}

    public PlainMamba2(Mamba2 model) {
        this(model, Mitigation.NONE);
    }

    public PlainMamba2(Mamba2 model, Mitigation mitigation) {
        config = model.config();
        this.mitigation = mitigation;
        for (String name : Parameter.shapes(config).keySet()) {
            float[] values = model.parameters().read(name);
            double[] copy = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                copy[i] = values[i];
            }
            parameters.put(name, copy);
        }
        states = new double[config.layers()][config.heads()][config.headDim()][config.dState()];
        dt = new double[config.layers()][];
        decay = new double[config.layers()][];
        xbc = new double[config.layers()][];
        history = new double[config.layers()][config.dConv()][config.convChannels()];
        for (int layer = 0; layer < config.layers(); layer++) {
            inputs.add(new ArrayList<>());
        }
    }

    public void reset() {
        inputs.forEach(List::clear);
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
    public double[] next(int token) {
        double[] embeddings = parameters.get(Parameter.EMBEDDINGS.key());
        int width = config.dModel();
        double[] u = new double[width];
        System.arraycopy(embeddings, token * width, u, 0, width);
        for (int layer = 0; layer < config.layers(); layer++) {
            double[] out = block(layer, norm(u, parameters.get(Parameter.BLOCK_NORM.key(layer))));
            for (int i = 0; i < width; i++) {
                u[i] += out[i];
            }
        }
        double[] hidden = norm(u, parameters.get(Parameter.FINAL_NORM.key()));
        return multiply(config.tied() ? embeddings : parameters.get(Parameter.HEAD.key()), hidden, config.vocabulary());
    }

    private double[] block(int layer, double[] input) {
        int inner = config.dInner();
        int channels = config.convChannels();
        double[] projected = multiply(parameters.get(Parameter.INPUT_PROJECTION.key(layer)), input,
                config.projectionWidth());
        double[][] recent = history[layer];
        for (int k = 0; k + 1 < recent.length; k++) {
            recent[k] = recent[k + 1];
        }
        recent[recent.length - 1] = java.util.Arrays.copyOfRange(projected, inner, inner + channels);
        double[] convolution = parameters.get(Parameter.CONVOLUTION.key(layer));
        double[] xbc = parameters.get(Parameter.CONVOLUTION_BIAS.key(layer)).clone();
        for (int channel = 0; channel < channels; channel++) {
            for (int k = 0; k < config.dConv(); k++) {
                xbc[channel] += convolution[channel * config.dConv() + k] * recent[k][channel];
            }
            xbc[channel] = silu(xbc[channel]);
        }
        double[] dts = new double[config.heads()];
        Input now = new Input(new double[config.heads()],
                new double[config.heads()][config.headDim()][config.dState()]);
        for (int head = 0; head < config.heads(); head++) {
            double raw = projected[inner + channels + head] + parameters.get(Parameter.DT_BIAS.key(layer))[head];
            double dt = Math.max(raw, 0) + Math.log1p(Math.exp(-Math.abs(raw)));
            dts[head] = dt;
            now.decay()[head] = Math.exp(-dt * Math.exp(parameters.get(Parameter.LOG_A.key(layer))[head]));
            int b = inner + group(head) * config.dState();
            for (int p = 0; p < config.headDim(); p++) {
                for (int n = 0; n < config.dState(); n++) {
                    now.inserted()[head][p][n] = dt * xbc[b + n] * xbc[head * config.headDim() + p];
                }
            }
        }
        this.dt[layer] = dts;
        decay[layer] = now.decay();
        this.xbc[layer] = xbc;
        update(layer, now);
        double[] y = new double[inner];
        for (int head = 0; head < config.heads(); head++) {
            int c = inner + (config.groups() + group(head)) * config.dState();
            for (int p = 0; p < config.headDim(); p++) {
                double sum = parameters.get(Parameter.SKIP.key(layer))[head] * xbc[head * config.headDim() + p];
                for (int n = 0; n < config.dState(); n++) {
                    sum += xbc[c + n] * states[layer][head][p][n];
                }
                y[head * config.headDim() + p] = sum;
            }
        }
        for (int i = 0; i < inner; i++) {
            y[i] *= silu(projected[i]);
        }
        return multiply(parameters.get(Parameter.OUTPUT_PROJECTION.key(layer)),
                norm(y, parameters.get(Parameter.GATED_NORM.key(layer))), config.dModel());
    }

    private int group(int head) {
        return head / (config.heads() / config.groups());
    }

    /** The recurrence, as the definition of each mitigation reads. */
    private void update(int layer, Input now) {
        if (mitigation instanceof Mitigation.Window window) {
            List<Input> all = inputs.get(layer);
            all.add(now);
            for (double[][] head : states[layer]) {
                for (double[] row : head) {
                    java.util.Arrays.fill(row, 0);
                }
            }
            for (Input input : all.subList(Math.max(0, all.size() - window.tokens()), all.size())) {
                add(layer, input, 1, 1);
            }
        } else if (mitigation instanceof Mitigation.Forget forget) {
            add(layer, now, forget.decay(), forget.input());
        } else {
            add(layer, now, 1, 1);
        }
        if (mitigation instanceof Mitigation.Normalise normalise) {
            for (double[][] head : states[layer]) {
                double norm = Math.sqrt(java.util.Arrays.stream(head).flatMapToDouble(java.util.Arrays::stream)
                        .map(value -> value * value).sum());
                for (double[] row : head) {
                    for (int n = 0; n < row.length; n++) {
                        row[n] *= Math.min(1, normalise.limit() / norm);
                    }
                }
            }
        }
    }

    private void add(int layer, Input input, double decayFactor, double inputFactor) {
        for (int head = 0; head < config.heads(); head++) {
            for (int p = 0; p < config.headDim(); p++) {
                double[] state = states[layer][head][p];
                for (int n = 0; n < config.dState(); n++) {
                    state[n] = decayFactor * input.decay()[head] * state[n]
                            + inputFactor * input.inserted()[head][p][n];
                }
            }
        }
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
