package io.statecap.jobs.experiment.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class UnitsTest {

    @Test
    void quantitiesReadWell() {
        assertEquals("1.5 GiB", Units.bytes(1.5 * (1L << 30)));
        assertEquals("999 B", Units.bytes(999));
        assertEquals("2.5 M", Units.count(2_500_000));
        assertEquals("120 k", Units.count(120_000));
        assertEquals("4.2s", Units.duration(4.2));
        assertEquals("2m 10s", Units.duration(130));
        assertEquals("3h 05m", Units.duration(3 * 3600 + 300));
        assertEquals("47h 59m", Units.duration(48 * 3600 - 60));
        assertEquals("5d 07h", Units.duration((5 * 24 + 7) * 3600));
        assertEquals("2.1 years", Units.duration(2.1 * 365 * 86_400));
        assertEquals("unknown", Units.duration(Double.NaN));
    }
}
