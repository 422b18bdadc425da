package io.statecap.analysis.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTest {

    @Test
    void numbersKeepFiveDigits() {
        assertEquals("65536", Numbers.digits(65536, 5));
        assertEquals("5.1718", Numbers.digits(5.17181, 5));
        assertEquals("-4.4691", Numbers.digits(-4.46912, 5));
        assertEquals("123.46", Numbers.digits(123.456, 5));
        assertEquals("5.2960e-04", Numbers.digits(0.0005296, 5));
        assertEquals("1.0000e+12", Numbers.digits(1e12, 5));
        assertEquals("1+3.111e-07", Numbers.digits(1.0000003111, 5));
        assertEquals("1", Numbers.digits(1, 5));
    }

    @Test
    void tokensAreInUnitsOf1024WhereThatIsExact() {
        assertEquals("512 8K 1M 1,000", String.join(" ", Numbers.tokens(512), Numbers.tokens(8192),
                Numbers.tokens(1 << 20), Numbers.tokens(1000)));
    }

    @Test
    void plainNumbersAreForReaders() {
        assertEquals("1,025", Numbers.tokens(1025));
        assertEquals("0.01235", Numbers.plain(0.012345678));
        assertEquals("12,345,678", Numbers.plain(12_345_678.4));
        assertEquals("-1.5", Numbers.plain(-1.5));
        assertEquals("0", Numbers.plain(-8.5e-18));
        assertEquals("2.500e-05", Numbers.plain(2.5e-5));
    }

    @Test
    void plainNumbersHaveNoTrailingZeros() {
        assertEquals("0.5 12,346 1.200e-05 0 1.234", String.join(" ", Numbers.plain(0.5), Numbers.plain(12345.6),
                Numbers.plain(1.2e-5), Numbers.plain(1e-15), Numbers.plain(1.23449)));
        assertEquals("0.00", Numbers.fixed(-0.001, 2));
        assertEquals("up to 2048", Numbers.interval(null, 2048.0, 4));
    }
}
