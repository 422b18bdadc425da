package io.statecap.analysis.law;

import io.statecap.analysis.law.formula.Law;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * The laws of one kind over the sizes of the data, by their shape, which one angle gives, and their height:
 * {@code ln T*(S) = height + logShare(S)}. An angle reaches every law of its kind, steep ones too, on a short interval.
 */
abstract class Shape {

    private static final int GRID = 24;
    private static final double[] BESIDE = {0.003, 0.01, 0.03};
    private static final double STEEP = 1.5;

    final double[] sizes;
    final double smallest;
    final double largest;
    private double[] grid;

    Shape(double[] sizes) {
        this.sizes = sizes;
        this.smallest = Arrays.stream(sizes).min().orElseThrow();
        this.largest = Arrays.stream(sizes).max().orElseThrow();
    }

    /** ln of each size's share of the height; negative infinity where the law is not positive. */
    double[] logShares(double angle) {
        double[] shares = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            shares[i] = logShare(sizes[i], angle);
        }
        return shares;
    }

    abstract double logShare(double size, double angle);

    /** The law's own parameters, for elements and tokens. */
    abstract double[] parameters(double angle, double height);

    /** Angles to try first, ascending; the first and the last bound the laws that differ on the data. */
    final double[] angles() {
        if (grid == null) {
            grid = grid();
        }
        return grid;
    }

    abstract double[] grid();

    /**
     * Whether a parameter may go on beyond a law at the end of the angles' range or of the heights.
     *
     * @param side −1 at the first angle, 1 at the last, 0 between
     * @param high whether the height met its bound
     */
    boolean isOpen(int parameter, int side, boolean high) {
        return side != 0 || high;
    }

    /** All shapes of a law; those of a step differ in the break. */
    static Shape[] of(Law law, double[] sizes) {
        return switch (law) {
            case CONSTANT -> new Shape[] {new Constant(sizes)};
            case LINEAR -> new Shape[] {new Ends(sizes)};
            case POWER -> new Shape[] {new Power(sizes)};
            case STEP -> {
                double[] distinct = Arrays.stream(sizes).distinct().sorted().toArray();
                Shape[] steps = new Shape[distinct.length - 1];
                for (int i = 0; i < steps.length; i++) {
                    steps[i] = new Step(sizes, Math.sqrt(distinct[i] * distinct[i + 1]));
                }
                yield steps;
            }
            case EXPONENTIAL -> throw new IllegalArgumentException("the joint fit has no exponential law");
        };
    }

    private static double[] between(double low, double high) {
        double[] angles = new double[GRID + 1];
        for (int i = 0; i <= GRID; i++) {
            angles[i] = low + (high - low) * i / GRID;
        }
        return angles;
    }

    private static final class Constant extends Shape {

        Constant(double[] sizes) {
            super(sizes);
        }

        @Override
        double logShare(double size, double angle) {
            return 0;
        }

        @Override
        double[] parameters(double angle, double height) {
            return new double[] {Math.exp(height)};
        }

        @Override
        double[] grid() {
            return new double[] {0};
        }
    }

    /** The exponent is the tangent of the angle. */
    private static final class Power extends Shape {

        private final double centre;

        Power(double[] sizes) {
            super(sizes);
            centre = (Math.log(smallest) + Math.log(largest)) / 2;
        }

        @Override
        double logShare(double size, double angle) {
            return Math.tan(angle) * (Math.log(size) - centre);
        }

        @Override
        double[] parameters(double angle, double height) {
            double exponent = Math.tan(angle);
            return new double[] {Math.exp(height - exponent * centre), exponent};
        }

        @Override
        double[] grid() {
            return between(-STEEP, STEEP);
        }
    }

    /** The line: T* at the smallest and the largest size are as sine and cosine of the angle. */
    private static class Ends extends Shape {

        Ends(double[] sizes) {
            super(sizes);
        }

        double along(double size) {
            return (size - smallest) / (largest - smallest);
        }

        @Override
        double logShare(double size, double angle) {
            double along = along(size);
            double share = Math.cos(angle) * along + Math.sin(angle) * (1 - along);
            return share > 0 ? Math.log(share) : Double.NEGATIVE_INFINITY;
        }

        @Override
        double[] parameters(double angle, double height) {
            double scale = Math.exp(height);
            double slope = scale * (Math.cos(angle) - Math.sin(angle)) / (largest - smallest);
            return new double[] {slope, scale * Math.sin(angle) - slope * smallest};
        }

        /** Near the angles at which a size's T* passes through zero the likelihood changes fast. */
        @Override
        double[] grid() {
            double[] zeros = Arrays.stream(sizes).distinct().map(this::along).map(along ->
                    Math.atan2(-along, 1 - along)).sorted().toArray();
            // At the first of these only the largest size is left, at the second only the smallest.
            double low = zeros.length > 2 ? zeros[1] : -0.1;
            double high = Math.PI + (zeros.length > 2 ? zeros[zeros.length - 2] : -Math.PI / 2 + 0.1);
            TreeSet<Double> angles = new TreeSet<>();
            DoubleStream.of(between(low, high)).forEach(angles::add);
            for (double zero : zeros) {
                for (double beside : BESIDE) {
                    angles.add(zero + beside);
                    angles.add(zero + Math.PI - beside);
                }
            }
            return angles.stream().mapToDouble(Double::doubleValue).filter(angle -> angle >= low && angle <= high)
                    .toArray();
        }
    }

    /** One T* up to the break, another one beyond: as sine and cosine of the angle. */
    private static final class Step extends Ends {

        private final double at;

        Step(double[] sizes, double at) {
            super(sizes);
            this.at = at;
        }

        @Override
        double along(double size) {
            return size > at ? 1 : 0;
        }

        @Override
        double[] parameters(double angle, double height) {
            return new double[] {Math.exp(height) * Math.sin(angle), Math.exp(height) * Math.cos(angle), at};
        }

        /** At an end of the angles one of both is next to nothing; the break is one of few. */
        @Override
        boolean isOpen(int parameter, int side, boolean high) {
            return parameter < 2 && (high || side < 0 && parameter == 0 || side > 0 && parameter == 1);
        }

        @Override
        double[] grid() {
            double[] angles = new double[GRID + 1];
            for (int i = 0; i <= GRID; i++) {
                // Ratios of both from 1e-4 to 1e4, even in their logarithm.
                angles[i] = Math.atan(Math.pow(10, -4 + 8.0 * i / GRID));
            }
            return angles;
        }
    }
}
