package io.statecap.datasets;

/**
 * The SplitMix64 generator (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014): a
 * counter that advances by an odd step, hashed. The JDK's {@link java.util.SplittableRandom} starts from the same
 * idea, but how it makes bounded numbers may change from one JDK to the next; recorded results must not, so the
 * arithmetic is written out here. Not safe for use by many threads.
 */
public final class SplitMix64 {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private final long step;
    private long counter;

    /** The plain generator: same numbers as the published one for the same seed. */
    public SplitMix64(long seed) {
        this(seed, GOLDEN);
    }

    private SplitMix64(long counter, long step) {
        this.counter = counter;
        this.step = step;
    }

    /**
     * The generator of one sequence. Within a seed no two (split, index) share a starting counter, because every
     * step of the hash is a bijection; counters of other sequences are also walked with other steps, so that two
     * sequences do not run into each other's numbers.
     *
     * @throws IllegalArgumentException if {@code index} is negative
     */
    public static SplitMix64 ofStream(Split split, long seed, long index) {
        if (index < 0) {
            throw new IllegalArgumentException("a sequence's index must be at least 0, not " + index);
        }
        long root = mix(seed + GOLDEN);
        long counter = mix(root ^ (index << 1 | (split == Split.HELD_OUT ? 1 : 0)));
        return new SplitMix64(counter, oddStep(counter + root));
    }

    /** A generator of the numbers that follow the next {@code skipped} ones; this one stays where it is. */
    public SplitMix64 after(long skipped) {
        return new SplitMix64(counter + skipped * step, step);
    }

    /** Number i from now on, from 0, is the hash of this plus i + 1 times {@link #step}. */
    public long counter() {
        return counter;
    }

    public long step() {
        return step;
    }

    /** 64 uniform bits. */
    public long nextLong() {
        counter += step;
        return mix(counter);
    }

    /** Uniform over the multiples of 2⁻⁵³ in [0, 1). */
    public double nextDouble() {
        return (nextLong() >>> 11) * UNIT;
    }

    /**
     * Uniform in [0, bound), without bias (Lemire: Fast Random Integer Generation in an Interval, 2019).
     *
     * @param bound at least 1; not checked
     */
    public int nextInt(int bound) {
        long product = (nextLong() >>> 32) * bound;
        long low = product & 0xffffffffL;
        if (low < bound) {
            long surplus = (1L << 32) % bound;
            while (low < surplus) {
                product = (nextLong() >>> 32) * bound;
                low = product & 0xffffffffL;
            }
        }
        return (int) (product >>> 32);
    }

    /**
     * Uniform in [0, bound), without bias.
     *
     * @param bound at least 1; not checked
     */
    public long nextLong(long bound) {
        long bits = nextLong() >>> 1;
        long remainder = bits % bound;
        // The last, incomplete run of `bound` numbers below 2^63 is thrown away: there the sum overflows.
        while (bits - remainder + (bound - 1) < 0) {
            bits = nextLong() >>> 1;
            remainder = bits % bound;
        }
        return remainder;
    }

    /** Stafford's variant 13 of the MurmurHash3 finaliser; a bijection. */
    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** An odd step with enough changes between neighbouring bits (section 5 of the paper). */
    private static long oddStep(long z) {
        z = (z ^ z >>> 33) * 0xff51afd7ed558ccdL;
        z = (z ^ z >>> 33) * 0xc4ceb9fe1a85ec53L;
        z = (z ^ z >>> 33) | 1;
        return Long.bitCount(z ^ z >>> 1) < 24 ? z ^ 0xaaaaaaaaaaaaaaaaL : z;
    }
}
