package io.statecap.model.kernel;

/**
 * Constants of {@code exp} in float32: {@code exp(x) = 2^n · p(x − n·ln 2)} with the polynomial of Cephes'
 * {@code expf} (S. Moshier), fused multiply-adds throughout; error below 2 units in the last place.
 */
final class Exp {
    static final float HIGH = 88.0f;
    static final float LOW = -87.3f;
    static final float LOG2_E = 1.44269504088896341f;
    /** Adding 1.5·2^23 rounds to an integer, and leaves that integer in the low bits. */
    static final float ROUND = 12582912f;
    static final float LN2_HIGH = -0.693359375f;
    static final float LN2_LOW = 2.12194440e-4f;
    static final float P5 = 1.9875691500E-4f;
    static final float P4 = 1.3981999507E-3f;
    static final float P3 = 8.3334519073E-3f;
    static final float P2 = 4.1665795894E-2f;
    static final float P1 = 1.6666665459E-1f;
    static final float P0 = 5.0000001201E-1f;
    /** Value of the polynomial at {@link #LOW}: subtracted, so that everything below is exactly 0. */
    static final float SMALLEST = raw(LOW);

    private Exp() {}

    static float exp(float x) {
        return raw(Math.max(LOW, Math.min(HIGH, x))) - SMALLEST;
    }

    private static float raw(float x) {
        float t = Math.fma(x, LOG2_E, ROUND);
        float n = t - ROUND;
        float r = Math.fma(n, LN2_LOW, Math.fma(n, LN2_HIGH, x));
        float p = Math.fma(P5, r, P4);
        p = Math.fma(p, r, P3);
        p = Math.fma(p, r, P2);
        p = Math.fma(p, r, P1);
        p = Math.fma(p, r, P0);
        p = Math.fma(p, r * r, r) + 1;
        return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(t) << 23));
    }

    static float sigmoid(float x) {
        return 1 / (1 + exp(-x));
    }

    /** {@code log(1 + u)} for u in [0, 1]: {@code 2 artanh(s)}, {@code s = u / (2 + u)} ≤ 1/3, as a series in s². */
    static float log1p(float u) {
        float s = u / (2 + u);
        float q = s * s;
        float p = Math.fma(L7, q, L6);
        p = Math.fma(p, q, L5);
        p = Math.fma(p, q, L4);
        p = Math.fma(p, q, L3);
        p = Math.fma(p, q, L2);
        p = Math.fma(p, q, L1);
        p = Math.fma(p, q, L0);
        return Math.fma(p * q, s, s) * 2;
    }

    static final float L0 = 1f / 3;
    static final float L1 = 1f / 5;
    static final float L2 = 1f / 7;
    static final float L3 = 1f / 9;
    static final float L4 = 1f / 11;
    static final float L5 = 1f / 13;
    static final float L6 = 1f / 15;
    static final float L7 = 1f / 17;
}
