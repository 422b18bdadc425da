package io.statecap.model.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.Parameter;
import io.statecap.model.nd4j.LossAndGradients;
import io.statecap.model.nd4j.Mamba2Arrays;
import io.statecap.model.nd4j.Mamba2Output;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.ReferenceAccess;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.StepResult;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Agreement with an independent float64 implementation; the limits are those of the reference's README. */
class ReferenceCasesTest {

    private static final double LOGITS = 1e-5;
    private static final double LOSS = 1e-6;
    private static final double GRADIENTS = 1e-4;
    private static final double STATES = 1e-5;
    private static final double CURVE = 1e-3;

    static List<ReferenceCase> cases() {
        return ReferenceCase.all();
    }

    static Stream<ReferenceCase> curves() {
        return cases().stream().filter(reference -> Files.exists(curve(reference)));
    }

    private static Path curve(ReferenceCase reference) {
        return reference.file().resolveSibling(
                reference.file().getFileName().toString().replace(".safetensors", ".curve.json"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void logitsAndStates(ReferenceCase reference) throws IOException {
        Mamba2Config config = reference.config();
        int batch = reference.batch();
        try (Mamba2 model = reference.model()) {
            Mamba2Output output = new Mamba2Arrays(model).forward(reference.idsArray().castTo(DataType.INT64));
            near("logits", LOGITS, output.logits(), Nd4j.create(reference.floats("logits"),
                    new long[] {batch, reference.length(), config.vocabulary()}, 'c'));
            for (int layer = 0; layer < config.layers(); layer++) {
                near("states " + layer, STATES, output.state().states().get(layer),
                        Nd4j.create(reference.floats("ssm_states." + layer),
                                new long[] {batch, config.heads(), config.headDim(), config.dState()}, 'c'));
                // The reference keeps the last dConv inputs; the last dConv − 1 of them matter.
                near("convolution states " + layer, STATES, output.state().convolutionStates().get(layer),
                        Nd4j.create(reference.floats("conv_states." + layer),
                                new long[] {batch, config.convChannels(), config.dConv()}, 'c')
                        .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(1, config.dConv())));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradients(ReferenceCase reference) throws IOException {
        try (Mamba2 model = reference.model()) {
            LossAndGradients result = new Mamba2Arrays(model).lossAndGradients(reference.idsArray());
            double wanted = reference.floats("loss")[0];
            assertEquals(wanted, result.loss(), LOSS * wanted);
            assertEquals(new ArrayList<>(Parameter.shapes(reference.config()).keySet()),
                    new ArrayList<>(result.gradients().keySet()));
            for (String name : result.gradients().keySet()) {
                near("gradient of " + name, GRADIENTS, result.gradients().get(name),
                        Nd4j.create(reference.floats("grad." + name), model.parameters().get(name).shape(), 'c'));
            }
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("curves")
    void trainingCurve(ReferenceCase reference) throws IOException {
        JsonNode curve = new ObjectMapper().readTree(curve(reference).toFile());
        int steps = curve.get("loss").size();
        int batchTokens = reference.batch() * (reference.length() - 1);
        TrainingSettings settings = new TrainingSettings(reference.length() - 1, (long) batchTokens * steps,
                batchTokens, curve.get("lr").asDouble(), Schedule.CONSTANT, 0, 0, curve.get("weight_decay").asDouble(),
                curve.get("betas").get(0).asDouble(), curve.get("betas").get(1).asDouble(),
                curve.get("eps").asDouble(), curve.get("clip").asDouble(), 0, InitialStates.ZERO);
        try (ReferenceAccess access = new ReferenceAccess(reference.model(), settings)) {
            for (int step = 0; step < steps; step++) {
                StepResult result = access.step(reference.nextTokens());
                double loss = curve.get("loss").get(step).asDouble();
                double norm = curve.get("grad_norm").get(step).asDouble();
                assertEquals(loss, result.loss(), CURVE * loss, "loss of step " + step);
                assertEquals(norm, result.gradNorm(), CURVE * norm, "gradient norm of step " + step);
            }
        }
    }

    private static void near(String what, double limit, INDArray x, INDArray reference) {
        assertArrayEquals(reference.shape(), x.shape(), what);
        double distance = ReferenceCase.distance(x.dup('c').data().asFloat(), reference.dup('c').data().asFloat());
        assertTrue(distance <= limit, what + ": relative distance " + distance + " exceeds " + limit);
    }
}
