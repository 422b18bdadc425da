package io.statecap.analysis.law;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The laws of one kind over the sizes of the data, by their shape, which one angle gives, and their height:
 * {@code ln T*(S) = height + logShare(S)}. An angle reaches every law of its kind, steep ones too, on a short interval.
 *
 * @param sizes      of the data
 * @param angles     to try first, ascending; the first and the last bound the laws that differ on the data
 * @param logShare   of a size at an angle
 * @param parameters of the law at an angle and height
 * @param step       whether it is one of the laws with a break
 */
record Shape(double[] sizes, double[] angles, DoubleBinaryOperator logShare, Parameters parameters, boolean step) {

    private static final int GRID = 24;
    private static final double[] BESIDE = {0.003, 0.01, 0.03};
    private static final double STEEP = 1.5;

    /** The law's own parameters, for elements and tokens. */
    interface Parameters {
        double[] of(double angle, double height);
    }

    /** All shapes of a law; those of a step differ in the break. */
    static List<Shape> of(Law law, double[] sizes) {
        return switch (law) {
            case CONSTANT -> List.of(new Shape(sizes, new double[] {0}, (size, angle) -> 0,
                    (angle, height) -> new double[] {Math.exp(height)}, false));
            case LINEAR -> List.of(line(sizes));
            case POWER -> List.of(power(sizes));
            case STEP -> {
                double[] distinct = Arrays.stream(sizes).distinct().sorted().toArray();
                yield IntStream.range(1, distinct.length)
                        .mapToObj(i -> step(sizes, Math.sqrt(distinct[i - 1] * distinct[i]))).toList();
            }
            case EXPONENTIAL -> throw new IllegalArgumentException("the joint fit has no exponential law");
        };
    }

    /** The exponent is the tangent of the angle. */
    private static Shape power(double[] sizes) {
        double centre = (Math.log(Arrays.stream(sizes).min().orElseThrow())
                + Math.log(Arrays.stream(sizes).max().orElseThrow())) / 2;
        return new Shape(sizes, grid(-STEEP, STEEP), (size, angle) -> Math.tan(angle) * (Math.log(size) - centre),
                (angle, height) -> new double[] {Math.exp(height - Math.tan(angle) * centre), Math.tan(angle)}, false);
    }

    /** T* at the smallest and the largest size are as sine and cosine of the angle. */
    private static Shape line(double[] sizes) {
        double smallest = Arrays.stream(sizes).min().orElseThrow();
        double largest = Arrays.stream(sizes).max().orElseThrow();
        DoubleUnaryOperator along = size -> (size - smallest) / (largest - smallest);
        return new Shape(sizes, lineAngles(Arrays.stream(sizes).distinct().map(along).toArray()), between(along),
                (angle, height) -> {
                    double scale = Math.exp(height);
                    double slope = scale * (Math.cos(angle) - Math.sin(angle)) / (largest - smallest);
                    return new double[] {slope, scale * Math.sin(angle) - slope * smallest};
                }, false);
    }

    /** Near the angles at which a size's T* passes through zero the likelihood changes fast. */
    private static double[] lineAngles(double[] along) {
        double[] zeros = Arrays.stream(along).map(at -> Math.atan2(-at, 1 - at)).sorted().toArray();
        // At the first of these only the largest size is left, at the second only the smallest.
        double low = zeros.length > 2 ? zeros[1] : -0.1;
        double high = Math.PI + (zeros.length > 2 ? zeros[zeros.length - 2] : -Math.PI / 2 + 0.1);
        TreeSet<Double> angles = new TreeSet<>();
        DoubleStream.of(grid(low, high)).forEach(angles::add);
        for (double zero : zeros) {
            for (double beside : BESIDE) {
                angles.add(zero + beside);
                angles.add(zero + Math.PI - beside);
            }
        }
        return angles.stream().mapToDouble(Double::doubleValue).filter(angle -> angle >= low && angle <= high)
                .toArray();
    }

    /** One T* up to the break, another one beyond, as sine and cosine; their ratios run evenly from 1e-4 to 1e4. */
    private static Shape step(double[] sizes, double at) {
        double[] angles = IntStream.rangeClosed(0, GRID).mapToDouble(i -> Math.atan(Math.pow(10, -4 + 8.0 * i / GRID)))
                .toArray();
        return new Shape(sizes, angles, between(size -> size > at ? 1 : 0), (angle, height) -> new double[] {
            Math.exp(height) * Math.sin(angle), Math.exp(height) * Math.cos(angle), at}, true);
    }

    /** Shares from the sine of the angle, where {@code along} is 0, to its cosine, where it is 1. */
    private static DoubleBinaryOperator between(DoubleUnaryOperator along) {
        return (size, angle) -> {
            double at = along.applyAsDouble(size);
            double share = Math.cos(angle) * at + Math.sin(angle) * (1 - at);
            return share > 0 ? Math.log(share) : Double.NEGATIVE_INFINITY;
        };
    }

    private static double[] grid(double low, double high) {
        return IntStream.rangeClosed(0, GRID).mapToDouble(i -> low + (high - low) * i / GRID).toArray();
    }

    /** ln of each size's share of the height; negative infinity where the law is not positive. */
    double[] logShares(double angle) {
        return logShares(sizes, angle);
    }

    double[] logShares(double[] some, double angle) {
        double[] shares = new double[some.length];
        for (int i = 0; i < some.length; i++) {
            shares[i] = logShare.applyAsDouble(some[i], angle);
        }
        return shares;
    }

    /** The law's own parameters, for elements and tokens. */
    double[] parameters(double angle, double height) {
        return parameters.of(angle, height);
    }

    /**
     * Whether a parameter may go on beyond a law at the end of the angles' range or of the heights. At an end of the
     * angles one of a step's heights is next to nothing; its break is one of few.
     *
     * @param side −1 at the first angle, 1 at the last, 0 between
     * @param high whether the height met its bound
     */
    boolean isOpen(int parameter, int side, boolean high) {
        return !step ? side != 0 || high
                : parameter < 2 && (high || side < 0 && parameter == 0 || side > 0 && parameter == 1);
    }
}
