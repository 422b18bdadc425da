package io.statecap.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.model.io.Parameter;
import org.junit.jupiter.api.Test;

/** Distributions of initial parameters that the Mamba-2 reference code prescribes. */
class InitialisationTest {

    private static final int D_MODEL = 64;

    private static float[] initial(String name) {
        Mamba2Config config = new Mamba2Config(D_MODEL, 1, 16, 16, 2, 4, 1, false, 500,
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));
        try (Mamba2 model = Mamba2.initialise(config, 5)) {
            return model.parameters().read(name);
        }
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares / values.length);
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** 32 000 draws: the deviation is known to 0.3 %, and the largest is within 0.1 % of the bound. */
    @Test
    void untiedHeadIsUniformWithinOneOverTheRootOfItsInputs() {
        float[] head = initial(Parameter.HEAD.key());
        double bound = 1 / Math.sqrt(D_MODEL);
        assertTrue(largest(head) <= bound && largest(head) > 0.999 * bound, "largest " + largest(head));
        assertEquals(bound / Math.sqrt(3), deviation(head), 0.02 * bound);
    }

    @Test
    void embeddingsAreNormal() {
        float[] embeddings = initial(Parameter.EMBEDDINGS.key());
        assertEquals(0.02, deviation(embeddings), 0.0004);
        assertTrue(largest(embeddings) > 0.06, "largest " + largest(embeddings));
    }
}
