package io.statecap.analysis.law.formula;

/**
 * T = a S + b. Transformed parameters: a, b. Unconstrained variables: ln T at the smallest and at the largest size.
 */
final class LinearLaw implements ReparameterisedLaw {

    private final SizeRange sizes;

    LinearLaw(SizeRange sizes) {
        this.sizes = sizes;
    }

    @Override
    public double threshold(double stateSize, double[] transformed) {
        return transformed[0] * stateSize + transformed[1];
    }

    @Override
    public double parameter(int index, double transformed) {
        return transformed;
    }

    @Override
    public double step(int index, double[] transformed) {
        double scale = Math.max(threshold(sizes.smallest(), transformed), threshold(sizes.largest(), transformed));
        return 0.1 * (index == 0 ? scale / sizes.largest() : scale);
    }

    @Override
    public double[] start(double atSmallest, double atLargest) {
        return new double[] {SafeLog.of(atSmallest), SafeLog.of(atLargest)};
    }

    @Override
    public double[] transformed(double[] unconstrained) {
        double low = Math.exp(unconstrained[0]);
        double slope = (Math.exp(unconstrained[1]) - low) / sizes.width();
        return new double[] {slope, low - slope * sizes.smallest()};
    }

    @Override
    public Reparameterisation fixingParameter(int index, double value) {
        return index == 0 ? fixingSlope(value) : fixingIntercept(value);
    }

    /** Nuisance parameter: ln of the smallest threshold. */
    private Reparameterisation fixingSlope(double slope) {
        double leastIntercept = Math.max(-slope * sizes.smallest(), -slope * sizes.largest());
        return Reparameterisation.fixing(0, slope,
                nuisance -> new double[] {slope, leastIntercept + Math.exp(nuisance[0])},
                near -> new double[] {SafeLog.of(Math.min(threshold(sizes.smallest(), near),
                        threshold(sizes.largest(), near)))});
    }

    /** Nuisance parameter: ln of the slope above the least slope that keeps the law positive. */
    private Reparameterisation fixingIntercept(double intercept) {
        double leastSlope = Math.max(-intercept / sizes.smallest(), -intercept / sizes.largest());
        return Reparameterisation.fixing(1, intercept,
                nuisance -> new double[] {leastSlope + Math.exp(nuisance[0]), intercept},
                near -> new double[] {SafeLog.of(near[0] - leastSlope)});
    }

    /** Nuisance parameter: ln T at the far end of the sizes. */
    @Override
    public Reparameterisation fixingThreshold(double stateSize, double logThreshold) {
        double here = Math.exp(logThreshold);
        double far = sizes.farEnd(stateSize);
        return new Reparameterisation(nuisance -> {
            double slope = (Math.exp(nuisance[0]) - here) / (far - stateSize);
            return new double[] {slope, here - slope * stateSize};
        }, near -> new double[] {SafeLog.of(threshold(far, near))});
    }
}
