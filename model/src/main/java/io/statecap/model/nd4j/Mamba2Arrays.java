package io.statecap.model.nd4j;

import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Parameters;
import io.statecap.model.cpu.CpuInference;
import io.statecap.model.engine.ReadingShape;
import io.statecap.model.io.Parameter;
import io.statecap.model.io.Shape;
import io.statecap.model.train.BatchGradient;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A {@link Mamba2} with ND4J arrays in and out: weights, logits, states, loss and gradients. Arrays that methods return
 * are copies, float32 and row-major; arguments may be views, of any order.
 *
 * <p>Every call of {@link #forward} or {@link #lossAndGradients} packs the weights anew, so it sees all changes of the
 * model. For many short calls with the same weights, use {@link CpuInference}; for whole trainings,
 * {@link io.statecap.model.train.Trainer}. Safe for use by many threads as long as none of them changes weights.
 */
public final class Mamba2Arrays {

    /** Target that does not count. */
    public static final int NOT_SCORED = -1;

    private final Mamba2 model;
    private final Mamba2Config config;

    /** @param model used, not copied; stays the caller's to close */
    public Mamba2Arrays(Mamba2 model) {
        this.model = model;
        config = model.config();
    }

    /** Names of all parameters, those of HF transformers' {@code Mamba2ForCausalLM}. */
    public Set<String> names() {
        return model.parameters().shapes().keySet();
    }

    /**
     * A copy of a parameter, in the shape of {@link Parameter}.
     *
     * @throws IllegalArgumentException if there is no such parameter
     */
    public INDArray weight(String name) {
        return model.parameters().get(name).dup('c');
    }

    /**
     * Overwrites a parameter.
     *
     * @param value of the parameter's shape and a floating-point type; rounded to float32
     * @throws IllegalArgumentException if there is no such parameter, or shape or type differ; nothing is then changed
     */
    public void setWeight(String name, INDArray value) {
        INDArray parameter = model.parameters().get(name);
        Mamba2State.requireFloats("the value of " + name, value, parameter.shape());
        parameter.assign(value.castTo(DataType.FLOAT));
    }

    /**
     * Logits and final states of sequences that start from zeros.
     *
     * @param ids token ids, [batch, length], of an integer type
     * @throws IllegalArgumentException for another shape or type, or an id outside the vocabulary
     */
    public Mamba2Output forward(INDArray ids) {
        return forward(ids, null);
    }

    /**
     * Logits and final states of sequences that continue others.
     *
     * @param ids     token ids, [batch, length], of an integer type
     * @param initial state before the first token, of the same batch size, as an earlier call gave it; null for zeros
     * @throws IllegalArgumentException for another shape or type, or an id outside the vocabulary
     */
    public Mamba2Output forward(INDArray ids, Mamba2State initial) {
        tokens("ids", ids, 0);
        int batch = (int) ids.size(0);
        int length = (int) ids.size(1);
        int piece = ReadingShape.CPU.length(batch);
        CpuInference inference = new CpuInference(model, batch, Math.min(piece, length));
        if (initial != null) {
            initial.into(config, inference.state());
        }
        int vocabulary = config.vocabulary();
        INDArray logits = Nd4j.createUninitialized(DataType.FLOAT, new long[] {batch, length, vocabulary}, 'c');
        for (int start = 0; start < length; start += piece) {
            int from = start;
            int count = Math.min(piece, length - start);
            inference.read(tokens("ids", columns(ids, start, start + count), 0), count);
            inference.logits(count, (row, values, offset) -> {
                long position = (long) (row / count) * length + from + row % count;
                Parameters.write(logits, position * vocabulary, values, offset, vocabulary);
            });
        }
        return new Mamba2Output(logits, Mamba2State.of(config, inference.state()));
    }

    /**
     * Loss of predicting each token from those before it, and its gradient.
     *
     * @param ids token ids, [batch, length], of an integer type; length at least 2
     * @throws IllegalArgumentException for another shape or type, or an id outside the vocabulary
     */
    public LossAndGradients lossAndGradients(INDArray ids) {
        tokens("ids", ids, 0);
        long length = ids.size(1);
        if (length < 2) {
            throw new IllegalArgumentException("ids has shape " + Arrays.toString(ids.shape())
                    + "; a length of at least 2 is needed to predict a token");
        }
        return lossAndGradients(columns(ids, 0, length - 1), columns(ids, 1, length));
    }

    /**
     * Loss of given targets, and its gradient. Sequences start from zeros.
     *
     * @param ids     token ids, [batch, length], of an integer type
     * @param targets the token to predict after each of them, in the same shape; {@link #NOT_SCORED} where none counts
     * @throws IllegalArgumentException for another shape or type, an id outside the vocabulary, or if no target counts
     */
    public LossAndGradients lossAndGradients(INDArray ids, INDArray targets) {
        int[] inputs = tokens("ids", ids, 0);
        int[] wanted = tokens("targets", targets, NOT_SCORED);
        if (!Arrays.equals(ids.shape(), targets.shape())) {
            throw new IllegalArgumentException("targets has shape " + Arrays.toString(targets.shape())
                    + "; that of ids, " + Arrays.toString(ids.shape()) + ", is needed");
        }
        int[] ages = new int[wanted.length];
        Arrays.setAll(ages, i -> wanted[i] == NOT_SCORED ? TokenStream.NOT_SCORED : TokenStream.NO_AGE);
        if (Arrays.stream(ages).allMatch(age -> age == TokenStream.NOT_SCORED)) {
            throw new IllegalArgumentException("targets has no target that counts: all are " + NOT_SCORED);
        }
        Arrays.setAll(wanted, i -> Math.max(0, wanted[i]));
        int batch = (int) ids.size(0);
        int length = (int) ids.size(1);
        try (BatchGradient gradient = new BatchGradient(config, model.parameters(), batch, length, 1, false)) {
            double loss = gradient.run(new TokenBatch(batch, length, inputs, wanted, ages), null);
            Map<String, float[]> sums = gradient.gradients();
            Map<String, INDArray> gradients = new LinkedHashMap<>();
            for (Map.Entry<String, Shape> entry : Parameter.shapes(config).entrySet()) {
                INDArray array = model.parameters().get(entry.getKey()).like();
                Parameters.write(array, 0, sums.get(entry.getKey()), 0,
                        Math.toIntExact(entry.getValue().elements()));
                gradients.put(entry.getKey(), array);
            }
            return new LossAndGradients(loss, gradients);
        }
    }

    /**
     * Checked token ids, [batch, length], row-major.
     *
     * @param what     what messages call the array
     * @param smallest smallest id that is allowed
     * @throws IllegalArgumentException unless the array is [batch, length] of integers, without an empty dimension, and
     *                                  every id is from {@code smallest} to {@code vocabulary − 1}
     */
    private int[] tokens(String what, INDArray array, int smallest) {
        if (array.rank() != 2 || array.length() == 0) {
            throw new IllegalArgumentException(what + " has shape " + Arrays.toString(array.shape())
                    + "; [batch, length], both at least 1, is needed");
        }
        if (!array.dataType().isIntType()) {
            throw new IllegalArgumentException(what + " has type " + array.dataType() + "; an integer type is needed");
        }
        long[] ids = array.castTo(DataType.INT64).dup('c').data().asLong();
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < smallest || ids[i] >= config.vocabulary()) {
                throw new IllegalArgumentException(what + " has " + ids[i] + " at [" + i / array.size(1) + ", "
                        + i % array.size(1) + "]; only " + smallest + " to " + (config.vocabulary() - 1)
                        + " are allowed");
            }
        }
        return Arrays.stream(ids).mapToInt(id -> (int) id).toArray();
    }

    private static INDArray columns(INDArray array, long from, long to) {
        return array.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }
}
