package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

    @Test
    void sortsKeysAndDropsSpaces() {
        assertEquals("{\"a\":[1,{\"c\":null,\"d\":true}],\"b\":\"x\\\"y\"}", CanonicalJson.text(
                ConfigJson.trusted("{ \"b\": \"x\\\"y\", \"a\": [1.0, {\"d\": true, \"c\": null}] }")));
        assertEquals("{\"a\":{},\"b\":[]}", CanonicalJson.text(ConfigJson.trusted("{\"b\":[],\"a\":{}}")));
    }

    @ParameterizedTest
    @CsvSource({"1.0,1", "-0.0,0", "0.1,0.1", "1e-8,1E-8", "2.5e6,2500000", "0.0625,0.0625", "1e15,1E+15",
        "0.30000000000000004,0.30000000000000004", "2e-3,0.002", "2.0E-323,2E-323",
        "9007199254740991,9007199254740991"})
    void writesNumbersShort(double value, String text) {
        assertEquals(text, CanonicalJson.number(value));
    }

    @Test
    void numbersReadBackAsTheyWere() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertEquals(value, Double.parseDouble(CanonicalJson.number(value)));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.number(Double.NaN));
    }

    @Test
    void hashIsTheBeginningOfSha256() {
        assertEquals("e3b0c44298fc1c14", CanonicalJson.hash(""));
    }
}
