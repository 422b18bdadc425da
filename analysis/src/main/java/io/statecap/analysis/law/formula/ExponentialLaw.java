package io.statecap.analysis.law.formula;

/**
 * T = c (alpha^S − 1) + d. Transformed parameters: c, k = ln alpha, d. Unconstrained variables: ln T at the smallest
 * and at the largest size, and k times the width of the sizes.
 */
final class ExponentialLaw implements ReparameterisedLaw {

    /** A rate of 0 leaves c undetermined; a rate this small over the width of the sizes is a straight line. */
    private static final double STRAIGHT = 1e-6;

    private final SizeRange sizes;

    ExponentialLaw(SizeRange sizes) {
        this.sizes = sizes;
    }

    @Override
    public double threshold(double stateSize, double[] transformed) {
        return transformed[0] * Math.expm1(transformed[1] * stateSize) + transformed[2];
    }

    @Override
    public double parameter(int index, double transformed) {
        return index == 1 ? Math.exp(transformed) : transformed;
    }

    @Override
    public double step(int index, double[] transformed) {
        return switch (index) {
            case 0 -> 0.1 * Math.abs(transformed[0]);
            case 1 -> 0.1 / sizes.width();
            default -> 0.1 * Math.max(threshold(sizes.smallest(), transformed),
                    threshold(sizes.largest(), transformed));
        };
    }

    @Override
    public double[] start(double atSmallest, double atLargest) {
        return new double[] {SafeLog.of(atSmallest), SafeLog.of(atLargest), Math.signum(atLargest - atSmallest)};
    }

    @Override
    public double[] transformed(double[] unconstrained) {
        return throughEnds(rate(unconstrained[2]), unconstrained[0], unconstrained[1]);
    }

    private double rate(double scaledRate) {
        return (Math.abs(scaledRate) < STRAIGHT ? STRAIGHT : scaledRate) / sizes.width();
    }

    private double[] throughEnds(double rate, double logAtSmallest, double logAtLargest) {
        double low = Math.exp(logAtSmallest);
        double c = (Math.exp(logAtLargest) - low)
                / (Math.expm1(rate * sizes.largest()) - Math.expm1(rate * sizes.smallest()));
        return new double[] {c, rate, low - c * Math.expm1(rate * sizes.smallest())};
    }

    @Override
    public Reparameterisation fixingParameter(int index, double value) {
        return switch (index) {
            case 0 -> fixingFactor(value);
            case 1 -> fixingRate(value);
            default -> fixingOffset(value);
        };
    }

    /** Nuisance parameters: ln of the smallest threshold, and k times the width of the sizes. */
    private Reparameterisation fixingFactor(double c) {
        return Reparameterisation.fixing(0, c, nuisance -> {
            double rate = rate(nuisance[1]);
            double lowest = Math.min(c * Math.expm1(rate * sizes.smallest()), c * Math.expm1(rate * sizes.largest()));
            return new double[] {c, rate, Math.exp(nuisance[0]) - lowest};
        }, near -> new double[] {SafeLog.of(Math.min(threshold(sizes.smallest(), near),
                threshold(sizes.largest(), near))), near[1] * sizes.width()});
    }

    /** Nuisance parameters: ln T at the smallest and at the largest size. */
    private Reparameterisation fixingRate(double k) {
        return Reparameterisation.fixing(1, k, nuisance -> throughEnds(k, nuisance[0], nuisance[1]),
                near -> new double[] {SafeLog.of(threshold(sizes.smallest(), near)),
                    SafeLog.of(threshold(sizes.largest(), near))});
    }

    /** Nuisance parameters: ln T at the smallest size, and k times the width of the sizes. */
    private Reparameterisation fixingOffset(double d) {
        return Reparameterisation.fixing(2, d, nuisance -> {
            double rate = rate(nuisance[1]);
            return new double[] {(Math.exp(nuisance[0]) - d) / Math.expm1(rate * sizes.smallest()), rate, d};
        }, near -> new double[] {SafeLog.of(threshold(sizes.smallest(), near)), near[1] * sizes.width()});
    }

    /** Nuisance parameters: ln T at the far end of the sizes, and k times their width. */
    @Override
    public Reparameterisation fixingThreshold(double stateSize, double logThreshold) {
        double here = Math.exp(logThreshold);
        double far = sizes.farEnd(stateSize);
        return new Reparameterisation(nuisance -> {
            double rate = rate(nuisance[1]);
            double c = (Math.exp(nuisance[0]) - here) / (Math.expm1(rate * far) - Math.expm1(rate * stateSize));
            return new double[] {c, rate, here - c * Math.expm1(rate * stateSize)};
        }, near -> new double[] {SafeLog.of(threshold(far, near)), near[1] * sizes.width()});
    }
}
