package io.statecap.analysis.law;

import io.statecap.analysis.law.formula.Law;
import java.util.Arrays;

/**
 * Likelihood of {@code P(collapse | S, T) = 1 / (1 + exp(−(ln T*(S) − ln T) / s))} for a law T*(S). A law that is not
 * positive at some S, for example a line with a negative intercept, means that models of that size never collapse: T*
 * is then {@link #NEVER} times the shortest tested length.
 *
 * <p>Laws are searched in coordinates of order one: the logarithm of T* at the largest size, and a shape. For the line
 * the shape is {@code b / T*(largest)}, for the power law the exponent.
 */
final class JointLikelihood {

    /** Small enough that no tested length can collapse, and not so small that the likelihood loses its slope. */
    private static final double NEVER = 1e-3;
    private static final double LEAST_SCALE = 1.0 / 8;

    private final Law law;
    private final double[] sizes;
    private final double largest;
    private final double[] lengths;
    private final int[] trials;
    private final int[] collapsed;
    private final int[] sizeOf;
    private final double least;
    private final double leastScale;
    private final double mostScale;

    /**
     * @param sizes     state sizes, elements
     * @param sizeOf    index of each cell's size
     * @param lengths   training length of each cell, tokens
     * @param trials    trials of each cell
     * @param collapsed how many of them collapsed
     */
    JointLikelihood(Law law, double[] sizes, int[] sizeOf, double[] lengths, int[] trials, int[] collapsed) {
        this.law = law;
        this.sizes = sizes;
        this.largest = Arrays.stream(sizes).max().orElseThrow();
        this.sizeOf = sizeOf;
        this.lengths = Arrays.stream(lengths).map(Math::log).toArray();
        this.trials = trials;
        this.collapsed = collapsed;
        double[] tested = Arrays.stream(this.lengths).distinct().sorted().toArray();
        double range = tested[tested.length - 1] - tested[0];
        double spacing = range;
        for (int i = 1; i < tested.length; i++) {
            spacing = Math.min(spacing, tested[i] - tested[i - 1]);
        }
        this.least = tested[0] + Math.log(NEVER);
        this.leastScale = LEAST_SCALE * spacing;
        this.mostScale = 2 * range;
    }

    /** The same law and cells with other counts. */
    JointLikelihood with(int[] otherTrials, int[] otherCollapsed) {
        return new JointLikelihood(this, otherTrials, otherCollapsed);
    }

    private JointLikelihood(JointLikelihood other, int[] trials, int[] collapsed) {
        law = other.law;
        sizes = other.sizes;
        largest = other.largest;
        sizeOf = other.sizeOf;
        lengths = other.lengths;
        least = other.least;
        leastScale = other.leastScale;
        mostScale = other.mostScale;
        this.trials = trials;
        this.collapsed = collapsed;
    }

    /** Number of coordinates, the scale among them. */
    int dimension() {
        return law == Law.CONSTANT ? 2 : 3;
    }

    /** The law's own parameters, for elements and tokens. */
    double[] parameters(double[] at) {
        double top = Math.exp(at[0]);
        return switch (law) {
            case CONSTANT -> new double[] {top};
            case LINEAR -> new double[] {top * (1 - at[1]) / largest, top * at[1]};
            case POWER -> new double[] {Math.exp(at[0] - at[1] * Math.log(largest)), at[1]};
            case EXPONENTIAL -> throw new IllegalArgumentException("the joint fit has no exponential law");
        };
    }

    double scale(double[] at) {
        return Math.max(leastScale, Math.min(mostScale, Math.exp(at[at.length - 1])));
    }

    /** Logarithm of T* in tokens. */
    private double logThreshold(double stateSize, double[] at) {
        return switch (law) {
            case CONSTANT -> at[0];
            case LINEAR -> {
                double share = at[1] + (1 - at[1]) * stateSize / largest;
                yield share <= 0 ? least : Math.max(least, at[0] + Math.log(share));
            }
            case POWER -> at[0] + at[1] * Math.log(stateSize / largest);
            case EXPONENTIAL -> throw new IllegalArgumentException("the joint fit has no exponential law");
        };
    }

    /** The nuisance parameters of {@link #fixing}: the coordinates without the one that follows from the parameter. */
    double[] nuisance(double[] at, int index) {
        return law == Law.CONSTANT ? new double[] {at[1]}
                : law == Law.POWER && index == 1 ? new double[] {at[0], at[2]}
                : law == Law.POWER ? new double[] {at[1], at[2]} : new double[] {at[0], at[2]};
    }

    /** Coordinates of the law with one parameter fixed, from the nuisance parameters. */
    double[] fixing(int index, double value, double[] nuisance) {
        return switch (law) {
            case CONSTANT -> new double[] {Math.log(value), nuisance[0]};
            // The first nuisance parameter is the logarithm of T* at the largest size.
            case LINEAR -> new double[] {nuisance[0], index == 0 ? 1 - value * largest / Math.exp(nuisance[0])
                    : value / Math.exp(nuisance[0]), nuisance[1]};
            case POWER -> index == 0
                    ? new double[] {Math.log(value) + nuisance[0] * Math.log(largest), nuisance[0], nuisance[1]}
                    : new double[] {nuisance[0], value, nuisance[1]};
            case EXPONENTIAL -> throw new IllegalArgumentException("the joint fit has no exponential law");
        };
    }

    /** A size of change that matters for a parameter whose value is 0. */
    double unit(int index) {
        double shortest = Math.exp(least) / NEVER;
        return law == Law.LINEAR && index == 0 ? shortest / largest : index == 0 || law == Law.LINEAR ? shortest : 0.2;
    }

    /** A value as far as the parameter may go: factors and constants stay positive. */
    double within(int index, double value) {
        return index == 0 && law != Law.LINEAR ? Math.max(value, Double.MIN_NORMAL) : value;
    }

    double value(double[] at) {
        double scale = scale(at);
        double[] thresholds = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            thresholds[i] = logThreshold(sizes[i], at);
        }
        double sum = 0;
        for (int i = 0; i < lengths.length; i++) {
            if (trials[i] > 0) {
                double z = (thresholds[sizeOf[i]] - lengths[i]) / scale;
                double tail = Math.log1p(Math.exp(-Math.abs(z)));
                sum -= collapsed[i] * (Math.max(0, -z) + tail)
                        + (trials[i] - collapsed[i]) * (Math.max(0, z) + tail);
            }
        }
        return sum;
    }
}
