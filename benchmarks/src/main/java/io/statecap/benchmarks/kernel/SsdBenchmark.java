package io.statecap.benchmarks.kernel;

import io.statecap.benchmarks.PeerShape;
import io.statecap.model.Mamba2Config;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.ForgetScaling;
import io.statecap.model.kernel.Gemm;
import io.statecap.model.kernel.SsdBackward;
import io.statecap.model.kernel.SsdForward;
import io.statecap.model.kernel.SsdGradients;
import io.statecap.model.kernel.SsdLayer;
import io.statecap.model.kernel.SsdShape;
import io.statecap.model.kernel.VectorKernels;
import io.statecap.model.network.Activations;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One chunk of one layer's state space layer, forward and backward, against the recurrence over as many tokens. */
@State(Scope.Thread)
public class SsdBenchmark {

    @Param({"1", "2", "3"})
    public int shape;

    private final int q = Activations.CHUNK;
    private int channels;
    private int inner;
    private int dState;
    private int heads;
    private float[] xbc;
    private float[] dt;
    private float[] a;
    private float[] y;
    private float[] dy;
    private float[] dStates;
    private float[] dxbc;
    private float[] ddt;
    private double[] da;
    private SsdLayer layer;
    private SsdGradients gradients;
    private SsdForward forward;
    private SsdBackward backward;
    private PlainKernels.Recurrence recurrence;
    private float[] allStates;

    @Setup
    public void prepare() {
        Mamba2Config config = PeerShape.ALL.get(shape - 1).model();
        heads = config.heads();
        inner = config.dInner();
        dState = config.dState();
        channels = config.convChannels();
        RandomFloats random = new RandomFloats();
        xbc = random.normal(q * channels, 1);
        dt = random.uniform(q * heads, 0.001, 0.1);
        a = random.uniform(heads, -16, -1);
        float[] states = random.normal(2 * dState * inner, 1);
        dy = random.normal(q * inner, 1);
        y = Floats.array((long) q * inner);
        float[] fromState = Floats.array((long) q * inner);
        dStates = Floats.array((long) dState * inner);
        dxbc = Floats.array((long) q * channels);
        ddt = Floats.array((long) q * heads);
        da = new double[heads];
        layer = new SsdLayer(xbc, dt, a, states, y, fromState);
        gradients = new SsdGradients(dy, dStates, dxbc, ddt, da);
        VectorKernels kernels = new VectorKernels();
        Gemm gemm = new Gemm();
        SsdShape sizes = new SsdShape(heads, config.headDim(), dState, 1, q);
        forward = new SsdForward(kernels, gemm, sizes);
        backward = new SsdBackward(kernels, gemm, sizes);
        recurrence = new PlainKernels.Recurrence(q, heads, config.headDim(), dState);
        allStates = new float[recurrence.states()];
        // What the backward passes read.
        forward(new Work());
        plainForward(new Work());
    }

    /** Products as the model's FLOPs count them, without regard to the triangle that is left out. */
    private double flops() {
        return 2.0 * q * ((double) q * dState + (double) q * inner + 2.0 * dState * inner);
    }

    @Benchmark
    public float[] forward(Work work) {
        forward.chunk(layer, 0, q, 0, dState * inner, true, ForgetScaling.NONE);
        work.add(flops(), q * inner);
        return y;
    }

    @Benchmark
    public float[] plainForward(Work work) {
        recurrence.forward(xbc, dt, a, allStates, y);
        work.add(flops(), q * inner);
        return y;
    }

    @Benchmark
    public float[] backward(Work work) {
        backward.chunk(layer, gradients, 0, q, 0, true, true);
        work.add(2 * flops(), q * inner);
        return dxbc;
    }

    @Benchmark
    public float[] plainBackward(Work work) {
        recurrence.backward(xbc, dt, a, allStates, dy, dStates, dxbc, ddt, da);
        work.add(2 * flops(), q * inner);
        return dxbc;
    }
}
