package io.statecap.model.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.model.Mamba2;
import io.statecap.model.cpu.CpuInference;
import io.statecap.model.io.ParameterShapes;
import io.statecap.model.train.ReferenceAccess;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.StepResult;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        try (Mamba2 model = reference.model()) {
            int length = reference.length();
            CpuInference inference = new CpuInference(model, reference.batch(), length);
            inference.read(reference.ids(), length);
            near("logits", LOGITS, inference.logits(length).dup('c').data().asFloat(), reference.floats("logits"));
            for (int layer = 0; layer < reference.config().layers(); layer++) {
                near("states " + layer, STATES, inference.states(layer).data().asFloat(),
                        reference.floats("ssm_states." + layer));
                near("convolution states " + layer, STATES, inference.convolutionStates(layer).data().asFloat(),
                        lastInputs(reference, layer));
            }
        }
    }

    /** The reference keeps the last dConv inputs; the last dConv − 1 of them matter. */
    private static float[] lastInputs(ReferenceCase reference, int layer) throws IOException {
        float[] all = reference.floats("conv_states." + layer);
        int taps = reference.config().dConv();
        float[] last = new float[all.length / taps * (taps - 1)];
        for (int row = 0; row < all.length / taps; row++) {
            System.arraycopy(all, row * taps + 1, last, row * (taps - 1), taps - 1);
        }
        return last;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradients(ReferenceCase reference) throws IOException {
        try (Mamba2 model = reference.model(); ReferenceAccess access = new ReferenceAccess(model, reference.batch(),
                reference.length() - 1, 1)) {
            double loss = access.loss(reference.nextTokens());
            double wanted = reference.floats("loss")[0];
            assertTrue(Math.abs(loss - wanted) <= LOSS * wanted, "loss " + loss + ", reference " + wanted);
            Map<String, float[]> gradients = access.gradients();
            assertEquals(ParameterShapes.of(reference.config()).keySet(), gradients.keySet());
            for (String name : gradients.keySet()) {
                near("gradient of " + name, GRADIENTS, gradients.get(name), reference.floats("grad." + name));
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
                curve.get("eps").asDouble(), curve.get("clip").asDouble(), 0);
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

    private static void near(String what, double limit, float[] x, float[] reference) {
        double distance = ReferenceCase.distance(x, reference);
        assertTrue(distance <= limit, what + ": relative distance " + distance + " exceeds " + limit);
    }
}
