package io.statecap.jobs.results.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoubleListTest {

    @Test
    void equalsAListOfTheSameElements() {
        DoubleList.Builder builder = new DoubleList.Builder();
        List<Double> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            if (i % 7 == 3) {
                builder.addNull();
                expected.add(null);
            } else {
                builder.add(i == 8 ? Double.NaN : -0.0 * i);
                expected.add(i == 8 ? Double.NaN : -0.0 * i);
            }
        }
        List<Double> list = builder.build();

        assertEquals(expected, list);
        assertEquals(list, expected);
        assertEquals(expected.hashCode(), list.hashCode());
        assertThrows(IndexOutOfBoundsException.class, () -> list.get(40));
        assertThrows(UnsupportedOperationException.class, () -> list.set(0, 1.0));
    }

    @Test
    void emptyAndWithoutNulls() {
        assertEquals(List.of(), new DoubleList.Builder().build());
        DoubleList.Builder builder = new DoubleList.Builder();
        builder.add(1.5);
        assertEquals(Arrays.asList(1.5), builder.build());
    }
}
