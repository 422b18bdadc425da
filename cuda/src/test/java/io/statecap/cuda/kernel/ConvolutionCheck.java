package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.model.Mamba2Config;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@link Convolution}: forward, backward and the history after a piece, from a history and from zeros. */
record ConvolutionCheck(int dInner, int dState, int groups, int dConv, int sequences, int length)
        implements KernelCheck {

    /** One position, primes, tiles ± 1, two groups, dState 7 to 256, dConv 1 to 4, pieces shorter than the history. */
    static final List<ConvolutionCheck> ALL = List.of(new ConvolutionCheck(16, 8, 1, 2, 3, 1),
            new ConvolutionCheck(16, 8, 2, 4, 2, 2), new ConvolutionCheck(36, 12, 2, 3, 2, 31),
            new ConvolutionCheck(10, 7, 1, 4, 2, 33), new ConvolutionCheck(64, 16, 1, 1, 2, 63),
            new ConvolutionCheck(128, 64, 2, 4, 3, 65), new ConvolutionCheck(128, 256, 1, 2, 2, 127),
            new ConvolutionCheck(512, 128, 1, 4, 2, 257), new ConvolutionCheck(15, 3, 1, 3, 1, 521));

    private static final Map<Arithmetic, double[]> LIMITS = Map.of(Arithmetic.FLOAT32, new double[] {5e-7, 1e-6},
            Arithmetic.TF32, new double[] {5e-7, 1e-6}, Arithmetic.BF16, new double[] {4e-3, 1e-5});

    @Override
    public String toString() {
        return "convolution of " + dConv + ", " + channels() + " channels, g" + groups + " " + sequences + "x"
                + length;
    }

    private int channels() {
        return dInner + 2 * groups * dState;
    }

    @Override
    public String run(Gpu gpu, Arithmetic arithmetic) {
        Distances said = new Distances();
        run(gpu, arithmetic, true, said);
        run(gpu, arithmetic, false, said);
        return said.toString();
    }

    private void run(Gpu gpu, Arithmetic arithmetic, boolean initial, Distances said) {
        SplittableRandom random = new SplittableRandom(length);
        double[] limits = LIMITS.get(arithmetic);
        int channels = channels();
        int rows = sequences * length;
        int past = dConv - 1;
        Mamba2Config.Range any = new Mamba2Config.Range(1, 1);
        Mamba2Config config = new Mamba2Config(dInner, 1, dState, dInner / groups, 1, dConv, groups, true, 2, any, any);
        int heads = config.heads();
        int ld = (dInner + channels + heads + 7) / 8 * 8;
        float[] proj = DeviceArrays.random(random, rows * ld, 1, arithmetic.bf16());
        float[] w = DeviceArrays.random(random, channels * dConv, 0.5, false);
        float[] b = DeviceArrays.random(random, channels, 0.5, false);
        float[] dy = DeviceArrays.random(random, rows * channels, 1, arithmetic.bf16());
        float[] before = initial ? DeviceArrays.random(random, sequences * past * channels, 1, false)
                : new float[sequences * past * channels];
        double[] y = new double[rows * channels];
        double[] du = new double[rows * channels];
        double[] last = new double[sequences * past * channels];
        double[] dw = new double[channels * dConv];
        double[] sizeOfW = new double[channels * dConv];
        double[] db = new double[channels];
        double[] sizeOfB = new double[channels];
        for (int s = 0; s < sequences; s++) {
            for (int c = 0; c < channels; c++) {
                double[] u = new double[past + length];
                for (int t = 0; t < u.length; t++) {
                    u[t] = t < past ? before[(s * past + t) * channels + c]
                            : proj[(s * length + t - past) * ld + dInner + c];
                }
                for (int t = 0; t < length; t++) {
                    int at = (s * length + t) * channels + c;
                    double sum = b[c];
                    for (int k = 0; k < dConv; k++) {
                        sum += w[c * dConv + k] * u[t + k];
                    }
                    double sigmoid = 1 / (1 + Math.exp(-sum));
                    y[at] = sum * sigmoid;
                    double g = dy[at] * (sigmoid + sum * sigmoid * (1 - sigmoid));
                    db[c] += g;
                    sizeOfB[c] = Math.hypot(sizeOfB[c], g);
                    for (int k = 0; k < dConv; k++) {
                        dw[c * dConv + k] += g * u[t + k];
                        sizeOfW[c * dConv + k] = Math.hypot(sizeOfW[c * dConv + k], g * u[t + k]);
                        if (t + k >= past) {
                            du[(s * length + t + k - past) * channels + c] += g * w[c * dConv + k];
                        }
                    }
                }
                for (int k = 0; k < past; k++) {
                    last[(s * past + k) * channels + c] = u[length + k];
                }
            }
        }
        try (DeviceArrays on = new DeviceArrays(gpu, arithmetic)) {
            Convolution convolution = new Convolution(gpu, config, arithmetic, new Sums(gpu),
                    on.arena.allocate(Convolution.partialBytes(config, sequences, length)));
            long ofProj = on.operands(proj);
            long ofW = on.floats(w);
            long ofB = on.floats(b);
            long history = initial && past > 0 ? on.floats(before) : 0;
            long ofY = on.operands(y.length);
            long dProj = on.operands(rows * ld);
            long ofDw = on.floats(new float[dw.length]);
            long ofDb = on.floats(new float[channels]);
            long ofLast = history != 0 ? history : on.arena.floats(Math.max(1, last.length));
            convolution.forward(on.stream, sequences, length, ofProj, ld, ofW, ofB, history, ofY);
            convolution.backward(on.stream, sequences, length, on.operands(dy), ofProj, ld, ofW, ofB, history, dProj,
                    ofDw, ofDb);
            convolution.history(on.stream, sequences, length, ofProj, ld, history, ofLast);
            float[] all = on.readOperands(dProj, rows * ld);
            float[] gradient = new float[rows * channels];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(all, row * ld + dInner, gradient, row * channels, channels);
            }
            said.near("y", on.readOperands(ofY, y.length), y, limits[0]);
            said.near("du", gradient, du, limits[0]);
            said.near("dw", on.readFloats(ofDw, dw.length), 0, dw, sizeOfW, limits[1]);
            said.near("db", on.readFloats(ofDb, channels), 0, db, sizeOfB, limits[1]);
            if (past > 0) {
                said.near("history", on.readFloats(ofLast, last.length), last, 0);
            }
        }
    }
}
