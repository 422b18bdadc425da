package io.statecap.model.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.Parameter;
import io.statecap.model.nd4j.LossAndGradients;
import io.statecap.model.nd4j.Mamba2Arrays;
import io.statecap.model.nd4j.Mamba2State;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** ND4J in and out; numbers against central differences, and against golden cases in {@link ReferenceCasesTest}. */
class Mamba2ArraysTest {

    private static Mamba2 small(int dConv) {
        return Mamba2.initialise(new Mamba2Config(8, 2, 4, 8, 2, dConv, 1, false, 11, new Mamba2Config.Range(1, 16),
                new Mamba2Config.Range(0.001, 0.1)), 3);
    }

    private static INDArray someIds(int batch, int length) {
        int[] ids = new int[batch * length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i * 7 % 11;
        }
        return Nd4j.createFromArray(ids).reshape(batch, length);
    }

    private static void near(String what, double limit, INDArray x, float[] reference) {
        double distance = ReferenceCase.distance(x.dup('c').data().asFloat(), reference);
        assertTrue(distance <= limit, what + ": relative distance " + distance + " exceeds " + limit);
    }

    /** Along each gradient's own direction, the loss rises by the gradient's norm a unit. */
    @Test
    void gradientsAreCentralDifferencesOfTheLoss() {
        try (Mamba2 model = small(4)) {
            Mamba2Arrays arrays = new Mamba2Arrays(model);
            INDArray ids = someIds(3, 40);
            INDArray targets = ids.addi(0).dup();
            targets.putScalar(0, 5, Mamba2Arrays.NOT_SCORED);
            targets.putScalar(2, 39, Mamba2Arrays.NOT_SCORED);
            LossAndGradients result = arrays.lossAndGradients(ids, targets);
            for (String name : arrays.names()) {
                INDArray gradient = result.gradients().get(name);
                double norm = gradient.norm2Number().doubleValue();
                INDArray before = arrays.weight(name);
                // As far as the loss changes by some 0.003 each way, or the parameter by 3 %.
                double step = Math.min(0.03 * Math.max(before.norm2Number().doubleValue(), 0.1), 3e-3 / norm);
                INDArray move = gradient.mul(step / norm);
                arrays.setWeight(name, before.add(move));
                double above = arrays.lossAndGradients(ids, targets).loss();
                arrays.setWeight(name, before.sub(move));
                double below = arrays.lossAndGradients(ids, targets).loss();
                arrays.setWeight(name, before);
                double tolerance = 0.01 * norm + 2e-7 / step;
                assertTrue(tolerance < 0.1 * norm, name + ": its gradient, " + norm + ", is too small to tell");
                assertEquals(norm, (above - below) / (2 * step), tolerance, name);
            }
        }
    }

    @Test
    void aSequenceGoesOnFromTheStateOfItsBeginning() {
        for (int dConv : new int[] {1, 4}) {
            try (Mamba2 model = small(dConv)) {
                Mamba2Arrays arrays = new Mamba2Arrays(model);
                INDArray ids = someIds(2, 300);
                INDArray whole = arrays.forward(ids).logits();
                Mamba2State middle = arrays.forward(columns(ids, 0, 130)).state();
                INDArray rest = arrays.forward(columns(ids, 130, 300), middle).logits();
                near("logits", 1e-5, rest, whole.get(NDArrayIndex.all(), NDArrayIndex.interval(130, 300),
                        NDArrayIndex.all()).dup('c').data().asFloat());
                assertEquals("the initial state of layer 0 has shape [2, 2, 8, 4]; [1, 2, 8, 4] is needed",
                        refused(() -> arrays.forward(someIds(1, 3), middle)));
            }
        }
    }

    private static INDArray columns(INDArray ids, int from, int to) {
        return ids.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }

    @Test
    void weightsGoInAndOut() {
        try (Mamba2 model = small(4)) {
            Mamba2Arrays arrays = new Mamba2Arrays(model);
            assertEquals(Parameter.shapes(model.config()).keySet(), arrays.names());
            String name = Parameter.OUTPUT_PROJECTION.key(1);
            INDArray old = arrays.weight(name);
            // A transposed view of doubles, in the other order.
            INDArray value = Nd4j.rand(DataType.DOUBLE, 16, 8).transpose();
            arrays.setWeight(name, value);
            assertArrayEquals(value.castTo(DataType.FLOAT).dup('c').data().asFloat(),
                    arrays.weight(name).data().asFloat());
            assertTrue(!old.equals(arrays.weight(name)), "the copy followed the change");
            float[] read = model.parameters().read(name);
            assertArrayEquals(arrays.weight(name).data().asFloat(), read);

            assertEquals("the value of " + name + " has shape [16, 8]; [8, 16] is needed",
                    refused(() -> arrays.setWeight(name, value.transpose())));
            assertEquals("the value of " + name + " has type INT; a floating-point type is needed",
                    refused(() -> arrays.setWeight(name, value.castTo(DataType.INT32))));
            assertEquals("there is no parameter x", refused(() -> arrays.weight("x")));
            assertEquals("there is no parameter x", refused(() -> arrays.setWeight("x", value)));
            assertArrayEquals(read, model.parameters().read(name));
        }
    }

    @Test
    void badIdsAreRefused() {
        try (Mamba2 model = small(4)) {
            Mamba2Arrays arrays = new Mamba2Arrays(model);
            INDArray ids = someIds(2, 5);
            assertEquals("ids has shape [10]; [batch, length], both at least 1, is needed",
                    refused(() -> arrays.forward(ids.reshape(10))));
            assertEquals("ids has type FLOAT; an integer type is needed",
                    refused(() -> arrays.forward(ids.castTo(DataType.FLOAT))));
            INDArray large = ids.castTo(DataType.INT64);
            large.putScalar(new long[] {1, 2}, 1L << 32);
            assertEquals("ids has 4294967296 at [1, 2]; only 0 to 10 are allowed",
                    refused(() -> arrays.forward(large)));
            assertEquals("ids has shape [2, 1]; a length of at least 2 is needed to predict a token",
                    refused(() -> arrays.lossAndGradients(columns(ids, 0, 1))));
            assertEquals("targets has shape [2, 4]; that of ids, [2, 5], is needed",
                    refused(() -> arrays.lossAndGradients(ids, columns(ids, 0, 4))));
            assertEquals("targets has no target that counts: all are -1",
                    refused(() -> arrays.lossAndGradients(ids, ids.mul(0).sub(1))));
            assertEquals("targets has -2 at [0, 0]; only -1 to 10 are allowed",
                    refused(() -> arrays.lossAndGradients(ids, ids.mul(0).sub(2))));
        }
    }

    private static String refused(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
