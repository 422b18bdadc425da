package io.statecap.model.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.model.Mamba2Config;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParameterTest {

    private static final Mamba2Config.Range RANGE = new Mamba2Config.Range(0.001, 0.1);

    @Test
    void elementsAddUpToTheParameterCountOfTheConfiguration() {
        for (boolean tied : new boolean[] {true, false}) {
            var config = new Mamba2Config(24, 3, 12, 6, 2, 4, 2, tied, 47, RANGE, RANGE);
            Map<String, Shape> shapes = Parameter.shapes(config);
            assertEquals(config.parameters(), shapes.values().stream().mapToLong(Shape::elements).sum());
            assertEquals(!tied, shapes.containsKey("lm_head.weight"));
        }
    }

    @Test
    void the130mModelHasItsPublishedSize() {
        var config = new Mamba2Config(768, 24, 128, 64, 2, 4, 1, true, 50288, RANGE, RANGE);
        Map<String, Shape> shapes = Parameter.shapes(config);
        assertEquals(Shape.of(3352, 768), shapes.get("backbone.layers.23.mixer.in_proj.weight"));
        assertEquals(Shape.of(1792, 1, 4), shapes.get("backbone.layers.0.mixer.conv1d.weight"));
        assertFalse(shapes.containsKey("backbone.layers.24.norm.weight"));
        assertEquals(128_989_632L, shapes.values().stream().mapToLong(Shape::elements).sum());
    }

    @Test
    void shapesThatOverflowAreRefusedEvenBehindAZero() {
        var e = assertThrows(IllegalArgumentException.class, () -> Shape.of(0, 1L << 40, 1L << 40));
        assertTrue(e.getMessage().contains("2^63"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Shape.of(3, -1));
        assertEquals(0, Shape.of(3, 0).elements());
        assertEquals(1, Shape.of().elements());
    }
}
