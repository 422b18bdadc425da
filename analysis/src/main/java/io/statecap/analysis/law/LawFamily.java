package io.statecap.analysis.law;

import java.util.List;

/**
 * All laws of one kind in coordinates that suit a search for the maximum of a likelihood.
 *
 * <p>A law has one <em>coordinate</em> for each of its parameters: the parameter itself, or its logarithm where it is
 * positive. For the search, coordinates are expressed by unbounded <em>free</em> variables of size about 1 in which a
 * law stays positive at every state size of the data wherever that is possible, since a threshold is. There is one such
 * expression for the whole law and one for each coordinate that is held fixed, as profile likelihoods need.
 */
abstract class LawFamily {

    final double least;
    final double largest;

    private LawFamily(List<Double> stateSizes) {
        least = stateSizes.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        largest = stateSizes.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    static LawFamily of(Law law, List<Double> stateSizes) {
        return switch (law) {
            case CONSTANT -> new Constant(stateSizes);
            case LINEAR -> new Linear(stateSizes);
            case POWER -> new Power(stateSizes);
            case EXPONENTIAL -> new Exponential(stateSizes);
        };
    }

    abstract double threshold(double stateSize, double[] coordinates);

    /** A coordinate as the parameter of {@link Law}. */
    abstract double parameter(int index, double coordinate);

    /** A step of a coordinate that is felt but small, given thresholds of that size. */
    abstract double step(int index, double[] coordinates);

    /** Free variables of the whole law for given thresholds at the smallest and the largest state size. */
    abstract double[] start(double atLeast, double atLargest);

    abstract double[] coordinates(double[] free);

    /** Coordinates when number {@code fixed} has the given value and the others follow from the free variables. */
    abstract double[] coordinates(int fixed, double value, double[] free);

    /** Free variables that come near to the given coordinates, of which number {@code fixed} is fixed. */
    abstract double[] free(int fixed, double[] coordinates);

    /** Coordinates of the law whose threshold at a state size has the given logarithm. */
    abstract double[] through(double stateSize, double logThreshold, double[] free);

    /** Free variables of {@link #through} that come near to the given coordinates. */
    abstract double[] freeThrough(double stateSize, double[] coordinates);

    /** The end of the data's range that is farther from a state size. */
    final double farEnd(double stateSize) {
        return stateSize - least > largest - stateSize ? least : largest;
    }

    double smallestThreshold(double[] coordinates) {
        return Math.min(threshold(least, coordinates), threshold(largest, coordinates));
    }

    private static double log(double positive) {
        return Math.log(Math.max(positive, Double.MIN_NORMAL));
    }

    /** Coordinate ln b. */
    private static final class Constant extends LawFamily {
        Constant(List<Double> stateSizes) {
            super(stateSizes);
        }

        @Override
        double threshold(double stateSize, double[] coordinates) {
            return Math.exp(coordinates[0]);
        }

        @Override
        double parameter(int index, double coordinate) {
            return Math.exp(coordinate);
        }

        @Override
        double step(int index, double[] coordinates) {
            return 0.1;
        }

        @Override
        double[] start(double atLeast, double atLargest) {
            return new double[] {(log(atLeast) + log(atLargest)) / 2};
        }

        @Override
        double[] coordinates(double[] free) {
            return free.clone();
        }

        @Override
        double[] coordinates(int fixed, double value, double[] free) {
            return new double[] {value};
        }

        @Override
        double[] free(int fixed, double[] coordinates) {
            return new double[0];
        }

        @Override
        double[] through(double stateSize, double logThreshold, double[] free) {
            return new double[] {logThreshold};
        }

        @Override
        double[] freeThrough(double stateSize, double[] coordinates) {
            return new double[0];
        }
    }

    /** Coordinates a, b; free: ln T at the smallest and at the largest size. */
    private static final class Linear extends LawFamily {
        Linear(List<Double> stateSizes) {
            super(stateSizes);
        }

        @Override
        double threshold(double stateSize, double[] coordinates) {
            return coordinates[0] * stateSize + coordinates[1];
        }

        @Override
        double parameter(int index, double coordinate) {
            return coordinate;
        }

        @Override
        double step(int index, double[] coordinates) {
            double scale = Math.max(threshold(least, coordinates), threshold(largest, coordinates));
            return 0.1 * (index == 0 ? scale / largest : scale);
        }

        @Override
        double[] start(double atLeast, double atLargest) {
            return new double[] {log(atLeast), log(atLargest)};
        }

        @Override
        double[] coordinates(double[] free) {
            double low = Math.exp(free[0]);
            double slope = (Math.exp(free[1]) - low) / (largest - least);
            return new double[] {slope, low - slope * least};
        }

        /** Slope fixed: free is ln of the smallest threshold. Intercept fixed: ln of the slope above its least one. */
        @Override
        double[] coordinates(int fixed, double value, double[] free) {
            double margin = Math.exp(free[0]);
            return fixed == 0 ? new double[] {value, Math.max(-value * least, -value * largest) + margin}
                    : new double[] {leastSlope(value) + margin, value};
        }

        @Override
        double[] free(int fixed, double[] coordinates) {
            return new double[] {log(fixed == 0 ? smallestThreshold(coordinates)
                    : coordinates[0] - leastSlope(coordinates[1]))};
        }

        /** Free: ln T at the far end. */
        @Override
        double[] through(double stateSize, double logThreshold, double[] free) {
            double here = Math.exp(logThreshold);
            double slope = (Math.exp(free[0]) - here) / (farEnd(stateSize) - stateSize);
            return new double[] {slope, here - slope * stateSize};
        }

        @Override
        double[] freeThrough(double stateSize, double[] coordinates) {
            return new double[] {log(threshold(farEnd(stateSize), coordinates))};
        }

        private double leastSlope(double intercept) {
            return Math.max(-intercept / least, -intercept / largest);
        }
    }

    /** Coordinates ln a, p; free: ln T in the middle of the sizes, and p. */
    private static final class Power extends LawFamily {
        private final double centre;

        Power(List<Double> stateSizes) {
            super(stateSizes);
            centre = (Math.log(least) + Math.log(largest)) / 2;
        }

        @Override
        double threshold(double stateSize, double[] coordinates) {
            return Math.exp(coordinates[0] + coordinates[1] * Math.log(stateSize));
        }

        @Override
        double parameter(int index, double coordinate) {
            return index == 0 ? Math.exp(coordinate) : coordinate;
        }

        @Override
        double step(int index, double[] coordinates) {
            return index == 0 ? 0.2 : 0.05;
        }

        @Override
        double[] start(double atLeast, double atLargest) {
            double power = (log(atLargest) - log(atLeast)) / (Math.log(largest) - Math.log(least));
            return new double[] {(log(atLargest) + log(atLeast)) / 2, power};
        }

        @Override
        double[] coordinates(double[] free) {
            return new double[] {free[0] - free[1] * centre, free[1]};
        }

        @Override
        double[] coordinates(int fixed, double value, double[] free) {
            return fixed == 0 ? new double[] {value, (free[0] - value) / centre}
                    : new double[] {free[0] - value * centre, value};
        }

        @Override
        double[] free(int fixed, double[] coordinates) {
            return new double[] {coordinates[0] + coordinates[1] * centre};
        }

        /** Free: p. */
        @Override
        double[] through(double stateSize, double logThreshold, double[] free) {
            return new double[] {logThreshold - free[0] * Math.log(stateSize), free[0]};
        }

        @Override
        double[] freeThrough(double stateSize, double[] coordinates) {
            return new double[] {coordinates[1]};
        }
    }

    /** Coordinates c, k = ln alpha, d; free: ln T at the smallest and at the largest size, and k over their range. */
    private static final class Exponential extends LawFamily {
        private static final double STRAIGHT = 1e-6;

        Exponential(List<Double> stateSizes) {
            super(stateSizes);
        }

        private double rate(double free) {
            return (Math.abs(free) < STRAIGHT ? STRAIGHT : free) / (largest - least);
        }

        @Override
        double threshold(double stateSize, double[] coordinates) {
            return coordinates[0] * Math.expm1(coordinates[1] * stateSize) + coordinates[2];
        }

        @Override
        double parameter(int index, double coordinate) {
            return index == 1 ? Math.exp(coordinate) : coordinate;
        }

        @Override
        double step(int index, double[] coordinates) {
            return switch (index) {
                case 0 -> 0.1 * Math.abs(coordinates[0]);
                case 1 -> 0.1 / (largest - least);
                default -> 0.1 * Math.max(threshold(least, coordinates), threshold(largest, coordinates));
            };
        }

        @Override
        double[] start(double atLeast, double atLargest) {
            return new double[] {log(atLeast), log(atLargest), Math.signum(atLargest - atLeast)};
        }

        @Override
        double[] coordinates(double[] free) {
            return throughEnds(rate(free[2]), free);
        }

        private double[] throughEnds(double rate, double[] free) {
            double low = Math.exp(free[0]);
            double c = (Math.exp(free[1]) - low) / (Math.expm1(rate * largest) - Math.expm1(rate * least));
            return new double[] {c, rate, low - c * Math.expm1(rate * least)};
        }

        @Override
        double[] coordinates(int fixed, double value, double[] free) {
            switch (fixed) {
                case 0: {
                    double rate = rate(free[1]);
                    double d = Math.exp(free[0])
                            - Math.min(value * Math.expm1(rate * least), value * Math.expm1(rate * largest));
                    return new double[] {value, rate, d};
                }
                case 1:
                    return throughEnds(value, free);
                default: {
                    double rate = rate(free[1]);
                    return new double[] {(Math.exp(free[0]) - value) / Math.expm1(rate * least), rate, value};
                }
            }
        }

        @Override
        double[] free(int fixed, double[] coordinates) {
            double rate = coordinates[1] * (largest - least);
            return switch (fixed) {
                case 0 -> new double[] {log(smallestThreshold(coordinates)), rate};
                case 1 -> new double[] {log(threshold(least, coordinates)), log(threshold(largest, coordinates))};
                default -> new double[] {log(threshold(least, coordinates)), rate};
            };
        }

        /** Free: ln T at the far end, and k over the range of sizes. */
        @Override
        double[] through(double stateSize, double logThreshold, double[] free) {
            double rate = rate(free[1]);
            double here = Math.exp(logThreshold);
            double c = (Math.exp(free[0]) - here)
                    / (Math.expm1(rate * farEnd(stateSize)) - Math.expm1(rate * stateSize));
            return new double[] {c, rate, here - c * Math.expm1(rate * stateSize)};
        }

        @Override
        double[] freeThrough(double stateSize, double[] coordinates) {
            return new double[] {log(threshold(farEnd(stateSize), coordinates)),
                coordinates[1] * (largest - least)};
        }
    }
}
