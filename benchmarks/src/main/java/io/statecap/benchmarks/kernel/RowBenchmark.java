package io.statecap.benchmarks.kernel;

import io.statecap.benchmarks.PeerShape;
import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.CausalConv;
import io.statecap.model.kernel.CrossEntropy;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.GatedNorm;
import io.statecap.model.kernel.RmsNorm;
import io.statecap.model.kernel.VectorKernels;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The row by row kernels, bound by memory and by exp rather than by products, at the sizes of one shape. */
@State(Scope.Thread)
public class RowBenchmark {

    private static final int ROWS = 256;

    @Param({"1", "2", "3"})
    public int shape;

    private final VectorKernels kernels = new VectorKernels();
    private int channels;
    private int inner;
    private int taps;
    private int vocabulary;
    private int width;
    private float[] convolutionInput;
    private float[] taken;
    private float[] bias;
    private float[] xbc;
    private float[] y;
    private float[] x;
    private float[] z;
    private float[] out;
    private float[] gain;
    private float[] skip;
    private float[] inverseRms;
    private float[] dz;
    private float[] dConvolutionInput;
    private float[] logits;
    private int[] targets;
    private CausalConv convolution;
    private CausalConv convolutionOfSlope1;
    private CausalConv.Gradients convolutionGradients;
    private GatedNorm gatedNorm;
    private GatedNorm.Layer gatedNormLayer;
    private GatedNorm.Gradients gatedNormGradients;

    @Setup
    public void prepare() {
        PeerShape sizes = PeerShape.ALL.get(shape - 1);
        Mamba2Config config = sizes.model();
        channels = config.convChannels();
        inner = config.dInner();
        taps = config.dConv();
        vocabulary = config.vocabulary();
        width = config.dModel();
        RandomFloats random = new RandomFloats();
        convolutionInput = random.normal((ROWS + taps - 1) * channels, 1);
        taken = random.normal(taps * channels, 0.3);
        bias = random.normal(channels, 0.1);
        y = random.normal(ROWS * inner, 1);
        x = random.normal(ROWS * inner, 1);
        z = random.normal(ROWS * inner, 1);
        gain = random.normal(inner, 1);
        skip = random.normal(inner, 1);
        float[] gradient = random.normal(ROWS * Math.max(inner, channels), 1);
        logits = random.normal(ROWS * vocabulary, 1);
        xbc = Floats.array((long) ROWS * channels);
        float[] slope = Floats.array((long) ROWS * channels);
        float[] ones = random.uniform(ROWS * channels, 1, 1);
        out = Floats.array((long) ROWS * inner);
        inverseRms = Floats.array(ROWS);
        dz = Floats.array((long) ROWS * inner);
        float[] dy = Floats.array((long) ROWS * inner);
        float[] dGain = Floats.array(inner);
        float[] dSkip = Floats.array(inner);
        float[] dTaken = Floats.array((long) taps * channels);
        float[] dBias = Floats.array(channels);
        dConvolutionInput = Floats.array((long) ROWS * channels);
        targets = new Random(2).ints(ROWS, 0, vocabulary).toArray();
        convolution = new CausalConv(channels, taps, convolutionInput, taken, bias, xbc, slope);
        convolutionOfSlope1 = new CausalConv(channels, taps, convolutionInput, taken, bias, xbc, ones);
        convolutionGradients = new CausalConv.Gradients(gradient, dConvolutionInput, dTaken, dBias);
        gatedNorm = new GatedNorm(kernels, inner, Mamba2Config.NORM_EPSILON);
        gatedNormLayer = new GatedNorm.Layer(y, skip, x, inner, z, gain, out, inverseRms);
        gatedNormGradients = new GatedNorm.Gradients(x, dy, dz, dGain, dSkip);
        convolutionForward(new Work());
        gatedNormForward(new Work());
    }

    /** Convolution and SiLU, with the slope that the backward pass needs. */
    @Benchmark
    public float[] convolutionForward(Work work) {
        convolution.forward(0, ROWS);
        work.add(0, ROWS * channels);
        return xbc;
    }

    @Benchmark
    public float[] convolutionBackward(Work work) {
        // The kernel multiplies the gradient by the slopes in place: with 1 it stays what it is over many calls.
        convolutionOfSlope1.backward(convolutionGradients, 0, ROWS);
        work.add(0, ROWS * channels);
        return dConvolutionInput;
    }

    @Benchmark
    public float[] plainConvolutionForward(Work work) {
        PlainKernels.convolve(ROWS, channels, taps, convolutionInput, taken, bias, xbc);
        work.add(0, ROWS * channels);
        return xbc;
    }

    @Benchmark
    public float[] gatedNormForward(Work work) {
        gatedNorm.forward(gatedNormLayer, ROWS);
        work.add(0, ROWS * inner);
        return out;
    }

    @Benchmark
    public float[] gatedNormBackward(Work work) {
        gatedNorm.backward(gatedNormLayer, gatedNormGradients, ROWS);
        work.add(0, ROWS * inner);
        return dz;
    }

    @Benchmark
    public float[] plainGatedNormForward(Work work) {
        PlainKernels.gatedNorm(ROWS, inner, y, skip, x, z, gain, out);
        work.add(0, ROWS * inner);
        return out;
    }

    @Benchmark
    public float[] normForward(Work work) {
        RmsNorm.forward(kernels, ROWS, width, Mamba2Config.NORM_EPSILON, x, gain, out, inverseRms);
        work.add(0, ROWS * width);
        return out;
    }

    @Benchmark
    public float[] plainNormForward(Work work) {
        PlainKernels.norm(ROWS, width, x, gain, out);
        work.add(0, ROWS * width);
        return out;
    }

    /** Loss and gradient; the logits of a call are the gradient that the call before left, which costs the same. */
    @Benchmark
    public double crossEntropy(Work work) {
        double loss = 0;
        for (int row = 0; row < ROWS; row++) {
            loss += CrossEntropy.lossAndGradient(kernels, vocabulary, logits, row * vocabulary, targets[row], 1);
        }
        work.add(0, ROWS * vocabulary);
        return loss;
    }

    @Benchmark
    public double plainCrossEntropy(Work work) {
        work.add(0, ROWS * vocabulary);
        return PlainKernels.crossEntropy(ROWS, vocabulary, logits, targets);
    }
}
