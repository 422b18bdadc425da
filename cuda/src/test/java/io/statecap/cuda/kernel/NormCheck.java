package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import io.statecap.model.Mamba2Config;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * {@link Norm} over rows of a width, plain and gated. The plain one takes a third of the rows by their numbers, as
 * before the output head.
 */
record NormCheck(int width, int rows) implements KernelCheck {

    /** Widths with and without vectors, of one warp and of many; one row, primes, rows around those of a block. */
    static final List<NormCheck> ALL = List.of(new NormCheck(7, 1), new NormCheck(20, 3), new NormCheck(24, 127),
            new NormCheck(64, 63), new NormCheck(129, 65), new NormCheck(256, 257), new NormCheck(768, 31),
            new NormCheck(1030, 9), new NormCheck(1536, 5), new NormCheck(3072, 2));

    /** Results, and sums over rows that cancel. */
    private static final Map<Arithmetic, double[]> LIMITS = Map.of(Arithmetic.FLOAT32, new double[] {5e-7, 1e-6},
            Arithmetic.TF32, new double[] {5e-7, 1e-6}, Arithmetic.BF16, new double[] {4e-3, 1e-5});

    @Override
    public String toString() {
        return "norm of " + rows + " x " + width;
    }

    @Override
    public String run(Gpu gpu, Arithmetic arithmetic) {
        Distances said = new Distances();
        plain(gpu, arithmetic, said);
        gated(gpu, arithmetic, said);
        return said.toString();
    }

    private void plain(Gpu gpu, Arithmetic arithmetic, Distances said) {
        SplittableRandom random = new SplittableRandom(width);
        double[] limits = LIMITS.get(arithmetic);
        int all = 3 * rows;
        float[] x = DeviceArrays.random(random, all * width, 1.5, false);
        float[] w = DeviceArrays.random(random, width, 1, false);
        float[] g = DeviceArrays.random(random, (rows + 1) * width, 1, arithmetic.bf16());
        float[] before = DeviceArrays.random(random, all * width, 1, false);
        int[] index = random.ints(0, all).distinct().limit(rows).sorted().toArray();
        double[] y = new double[(rows + 1) * width];
        double[] inverse = new double[rows + 1];
        double[] dx = new double[all * width];
        double[] dw = new double[width];
        double[] sizes = new double[width];
        for (int i = 0; i < dx.length; i++) {
            dx[i] = before[i];
        }
        for (int i = 0; i < rows; i++) {
            int at = index[i] * width;
            double squares = 0;
            for (int c = 0; c < width; c++) {
                squares += (double) x[at + c] * x[at + c];
            }
            double r = 1 / Math.sqrt(squares / width + Mamba2Config.NORM_EPSILON);
            inverse[i] = r;
            double dot = 0;
            for (int c = 0; c < width; c++) {
                y[i * width + c] = x[at + c] * r * w[c];
                double part = (double) g[i * width + c] * x[at + c];
                dw[c] += part * r;
                sizes[c] = Math.hypot(sizes[c], part * r);
                dot += part * w[c];
            }
            for (int c = 0; c < width; c++) {
                dx[at + c] += r * g[i * width + c] * w[c] - r * r * r * dot / width * x[at + c];
            }
        }
        try (DeviceArrays on = new DeviceArrays(gpu, arithmetic)) {
            Norm norm = new Norm(gpu, width, false, arithmetic.operand(), new Sums(gpu),
                    on.arena.allocate(Norm.partialBytes(width)));
            long ofX = on.floats(x);
            long ofW = on.floats(w);
            long ofIndex = on.ints(Arrays.copyOf(index, rows + 1));
            long count = on.ints(rows);
            long ofY = on.operands(y.length);
            long ofInverse = on.arena.floats(rows + 1);
            long copy = on.arena.floats(y.length);
            // One row more than there are: zeros.
            norm.forward(on.stream, ofX, ofW, ofY, ofInverse, copy, ofIndex, count, rows + 1);
            long ofDx = on.floats(before);
            long operand = on.operands(all * width);
            long ofDw = on.floats(new float[width]);
            norm.backward(on.stream, on.operands(g), ofX, ofW, ofInverse, ofIndex, count, ofDx, operand, ofDw,
                    rows + 1);
            said.near("y", on.readOperands(ofY, y.length), y, limits[0]);
            said.near("r", on.readFloats(ofInverse, rows + 1), inverse, 5e-7);
            float[] taken = on.readFloats(copy, rows * width);
            float[] asOperand = on.readOperands(operand, all * width);
            double[] wantedRows = new double[rows * width];
            float[] dxRows = new float[rows * width];
            for (int i = 0; i < rows * width; i++) {
                int at = index[i / width] * width + i % width;
                if (taken[i] != x[at]) {
                    throw new AssertionError("another copy of x");
                }
                wantedRows[i] = dx[at];
                dxRows[i] = asOperand[at];
            }
            said.near("dx", on.readFloats(ofDx, dx.length), dx, 5e-7);
            said.near("dx as operands", dxRows, wantedRows, limits[0]);
            said.near("dw", on.readFloats(ofDw, width), 0, dw, sizes, limits[1]);
        }
    }

    private void gated(Gpu gpu, Arithmetic arithmetic, Distances said) {
        SplittableRandom random = new SplittableRandom(rows);
        double[] limits = LIMITS.get(arithmetic);
        int ld = (width + 9 + 7) / 8 * 8;
        float[] y = DeviceArrays.random(random, rows * width, 1, arithmetic.bf16());
        float[] proj = DeviceArrays.random(random, rows * ld, 1.5, arithmetic.bf16());
        float[] w = DeviceArrays.random(random, width, 1, false);
        float[] g = DeviceArrays.random(random, rows * width, 1, arithmetic.bf16());
        double[] o = new double[rows * width];
        double[] dy = new double[rows * width];
        double[] dz = new double[rows * width];
        double[] dw = new double[width];
        double[] sizes = new double[width];
        for (int row = 0; row < rows; row++) {
            double[] u = new double[width];
            double squares = 0;
            for (int c = 0; c < width; c++) {
                double z = proj[row * ld + c];
                u[c] = y[row * width + c] * z / (1 + Math.exp(-z));
                squares += u[c] * u[c];
            }
            double r = 1 / Math.sqrt(squares / width + Mamba2Config.NORM_EPSILON);
            double dot = 0;
            for (int c = 0; c < width; c++) {
                double part = g[row * width + c] * u[c];
                o[row * width + c] = u[c] * r * w[c];
                dw[c] += part * r;
                sizes[c] = Math.hypot(sizes[c], part * r);
                dot += part * w[c];
            }
            for (int c = 0; c < width; c++) {
                double z = proj[row * ld + c];
                double s = 1 / (1 + Math.exp(-z));
                double d = r * g[row * width + c] * w[c] - r * r * r * dot / width * u[c];
                dy[row * width + c] = d * z * s;
                dz[row * width + c] = d * y[row * width + c] * (s + z * s * (1 - s));
            }
        }
        try (DeviceArrays on = new DeviceArrays(gpu, arithmetic)) {
            Norm norm = new Norm(gpu, width, true, arithmetic.operand(), new Sums(gpu),
                    on.arena.allocate(Norm.partialBytes(width)));
            long ofY = on.operands(y);
            long ofProj = on.operands(proj);
            long ofW = on.floats(w);
            long ofO = on.operands(o.length);
            long inverse = on.arena.floats(rows);
            long ofDy = on.operands(dy.length);
            long dProj = on.operands(rows * ld);
            long ofDw = on.floats(new float[width]);
            norm.gatedForward(on.stream, ofY, ofProj, ld, ofW, ofO, inverse, rows);
            norm.gatedBackward(on.stream, on.operands(g), ofY, ofProj, ld, ofW, inverse, ofDy, dProj, ofDw, rows);
            float[] all = on.readOperands(dProj, rows * ld);
            float[] z = new float[rows * width];
            for (int row = 0; row < rows; row++) {
                System.arraycopy(all, row * ld, z, row * width, width);
            }
            said.near("gated", on.readOperands(ofO, o.length), o, limits[0]);
            said.near("dy", on.readOperands(ofDy, dy.length), dy, limits[0]);
            said.near("dz", z, dz, limits[0]);
            said.near("dw", on.readFloats(ofDw, width), 0, dw, sizes, limits[1]);
        }
    }
}
