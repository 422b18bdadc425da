package io.statecap.model.nd4j;

import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The example of docs/nd4j.md, which {@link Nd4jExampleTest} compiles, compares and runs. */
public final class Nd4jExample {

    private Nd4jExample() {}

    public static void main(String[] args) {
        Mamba2Config config = new Mamba2Config(32, 2, 16, 16, 2, 4, 1, true, 64,
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));
        try (Mamba2 model = Mamba2.initialise(config, 0)) {
            Mamba2Arrays arrays = new Mamba2Arrays(model);
            INDArray ids = Nd4j.createFromArray(new int[][] {{1, 2, 3, 4, 5, 6}, {6, 5, 4, 3, 2, 1}});

            // Gradient descent with ND4J's own operations.
            for (int step = 0; step < 20; step++) {
                LossAndGradients result = arrays.lossAndGradients(ids);
                System.out.println("loss " + result.loss() + " nats");
                result.gradients().forEach((name, gradient) ->
                        arrays.setWeight(name, arrays.weight(name).subi(gradient.muli(0.3))));
            }

            // The most likely next token of each sequence; then one step from the state, without reading all again.
            Mamba2Output output = arrays.forward(ids);
            INDArray last = output.logits().get(NDArrayIndex.all(), NDArrayIndex.point(5), NDArrayIndex.all());
            INDArray next = last.argMax(1).reshape(2, 1);
            Mamba2Output more = arrays.forward(next, output.state());
            System.out.println("next " + next + ", then logits of shape " + more.logits().shapeInfoToString());
        }
    }
}
