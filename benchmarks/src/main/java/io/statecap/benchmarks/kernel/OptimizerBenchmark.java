package io.statecap.benchmarks.kernel;

import io.statecap.benchmarks.PeerShape;
import io.statecap.benchmarks.Sgemm;
import io.statecap.model.Parameters;
import io.statecap.model.kernel.Floats;
import io.statecap.model.kernel.VectorKernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A step of AdamW on all parameters of a shape in one flat ND4J array: by the own kernel in tiles, and by ND4J. */
@State(Scope.Thread)
public class OptimizerBenchmark {

    /** As in the optimiser. */
    private static final int TILE = 1 << 14;
    private static final double RATE = 1e-3;
    private static final double DECAY = 0.1;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.95;
    private static final double EPSILON = 1e-8;

    @Param({"1", "2", "3"})
    public int shape;

    private final VectorKernels kernels = new VectorKernels();
    private final float[] w = Floats.array(TILE);
    private final float[] m = Floats.array(TILE);
    private final float[] v = Floats.array(TILE);
    private int size;
    private float[] gradient;
    private INDArray weights;
    private INDArray first;
    private INDArray second;
    private INDArray update;

    @Setup(Level.Iteration)
    public void prepare() {
        size = Math.toIntExact(PeerShape.ALL.get(shape - 1).model().parameters());
        RandomFloats random = new RandomFloats();
        gradient = random.normal(size, 1e-2);
        weights = Nd4j.createFromArray(random.normal(size, 0.1)).reshape(-1);
        first = Nd4j.zeros(DataType.FLOAT, weights.length());
        second = Nd4j.zeros(DataType.FLOAT, weights.length());
        update = Nd4j.zeros(DataType.FLOAT, weights.length());
        Nd4j.getEnvironment().setMaxThreads(1);
        Sgemm.bound();
    }

    @Benchmark
    public INDArray own(Work work) {
        for (int at = 0; at < size; at += TILE) {
            int count = Math.min(TILE, size - at);
            Parameters.read(weights, at, w, 0, count);
            Parameters.read(first, at, m, 0, count);
            Parameters.read(second, at, v, 0, count);
            kernels.adamW(count, 1, (float) BETA1, (float) BETA2, (float) (1 - RATE * DECAY), (float) RATE, 1,
                    (float) EPSILON, gradient, at, w, m, v);
            Parameters.write(weights, at, w, 0, count);
            Parameters.write(first, at, m, 0, count);
            Parameters.write(second, at, v, 0, count);
        }
        work.add(0, size);
        return weights;
    }

    /** ND4J's fused Adam turns the gradient into the update in place; decay and subtraction are separate operations. */
    @Benchmark
    public INDArray nd4j(Work work) {
        Parameters.write(update, 0, gradient, 0, size);
        Nd4j.exec(new AdamUpdater(update, second, first, RATE, BETA1, BETA2, EPSILON, 1000));
        weights.muli(1 - RATE * DECAY).subi(update);
        work.add(0, size);
        return weights;
    }
}
