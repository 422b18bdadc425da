package io.statecap.cuda.kernel;

import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.ForgetScaling;

/** The recurrence and its gradients position by position in double precision, from arrays laid out as the device's. */
final class SsdTwin {

    final double[] y;
    final double[] last;
    final double[] dXbc;
    final double[] dRaw;
    final double[] dBias;
    final double[] dLogA;
    final double[] dSkip;
    /** Sizes that sums over positions, which may cancel, are measured against: roots of the sums of squares. */
    final double[] sizeOfBias;
    final double[] sizeOfLogA;

    private final Mamba2Config config;
    private final SsdArrays in;
    private final ForgetScaling scaling;
    private final int length;

    SsdTwin(Mamba2Config config, SsdArrays in, ForgetScaling scaling, int sequences, int length) {
        this.config = config;
        this.in = in;
        this.scaling = scaling;
        this.length = length;
        int rows = sequences * length;
        int heads = config.heads();
        y = new double[rows * config.dInner()];
        last = new double[sequences * config.dInner() * config.dState()];
        dXbc = new double[rows * config.convChannels()];
        dRaw = new double[rows * heads];
        dBias = new double[heads];
        dLogA = new double[heads];
        dSkip = new double[heads];
        sizeOfBias = new double[heads];
        sizeOfLogA = new double[heads];
        for (int sequence = 0; sequence < sequences; sequence++) {
            for (int head = 0; head < heads; head++) {
                head(sequence, head);
            }
        }
    }

    private void head(int sequence, int head) {
        int size = config.headDim() * config.dState();
        double[][] states = new double[length + 1][size];
        double[] steps = new double[length];
        double[] decays = new double[length];
        double a = -Math.exp(in.logA()[head]);
        int of = (sequence * config.heads() + head) * size;
        for (int i = 0; in.initial() != null && i < size; i++) {
            states[0][i] = in.initial()[of + i];
        }
        for (int t = 0; t < length; t++) {
            double raw = (double) in.raw()[(sequence * length + t) * config.heads() + head] + in.bias()[head];
            steps[t] = Math.max(raw, 0) + Math.log1p(Math.exp(-Math.abs(raw)));
            decays[t] = Math.exp(steps[t] * a + scaling.logDecay());
            forward(sequence * length + t, head, steps[t] * scaling.input(), decays[t], states[t], states[t + 1]);
        }
        System.arraycopy(states[length], 0, last, of, size);
        double[] gradient = new double[size];
        for (int t = length - 1; t >= 0; t--) {
            backward(sequence * length + t, head, a, steps[t], decays[t], states[t], states[t + 1], gradient);
        }
    }

    private void forward(int row, int head, double step, double decay, double[] before, double[] after) {
        int n = config.dState();
        int x = row * config.convChannels() + head * config.headDim();
        int b = columnOfB(row, head);
        int c = b + config.groups() * n;
        for (int p = 0; p < config.headDim(); p++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                after[p * n + i] = decay * before[p * n + i] + step * in.xbc()[x + p] * in.xbc()[b + i];
                sum += after[p * n + i] * in.xbc()[c + i];
            }
            y[row * config.dInner() + head * config.headDim() + p] = sum + (double) in.skip()[head] * in.xbc()[x + p];
        }
    }

    /** @param g gradient of the state after this position without its part through y; made that of the one before */
    private void backward(int row, int head, double a, double step, double decay, double[] before, double[] after,
                          double[] g) {
        int n = config.dState();
        int x = row * config.convChannels() + head * config.headDim();
        int b = columnOfB(row, head);
        int c = b + config.groups() * n;
        double direct = 0;
        double ofDecay = 0;
        for (int p = 0; p < config.headDim(); p++) {
            double dy = in.dy()[row * config.dInner() + head * config.headDim() + p];
            double value = in.xbc()[x + p];
            double byB = 0;
            for (int i = 0; i < n; i++) {
                int at = p * n + i;
                g[at] += dy * in.xbc()[c + i];
                dXbc[c + i] += after[at] * dy;
                dXbc[b + i] += step * scaling.input() * value * g[at];
                byB += g[at] * in.xbc()[b + i];
                ofDecay += g[at] * before[at];
                g[at] *= decay;
            }
            dXbc[x + p] += step * scaling.input() * byB + in.skip()[head] * dy;
            direct += scaling.input() * value * byB;
            dSkip[head] += value * dy;
        }
        double raw = (double) in.raw()[row * config.heads() + head] + in.bias()[head];
        double dRawHere = (direct + a * decay * ofDecay) / (1 + Math.exp(-raw));
        double dLogAHere = step * a * decay * ofDecay;
        dRaw[row * config.heads() + head] = dRawHere;
        dBias[head] += dRawHere;
        dLogA[head] += dLogAHere;
        sizeOfBias[head] = Math.hypot(sizeOfBias[head], dRawHere);
        sizeOfLogA[head] = Math.hypot(sizeOfLogA[head], dLogAHere);
    }

    private int columnOfB(int row, int head) {
        int group = head / (config.heads() / config.groups());
        return row * config.convChannels() + config.dInner() + group * config.dState();
    }
}
