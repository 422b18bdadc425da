package io.statecap.analysis.law.formula;

/**
 * T = a S^p. Transformed parameters: ln a, p. Unconstrained variables: ln T at the geometric mean of the smallest and
 * the largest size, and p.
 */
final class PowerLaw implements ReparameterisedLaw {

    private final SizeRange sizes;
    private final double centre;

    PowerLaw(SizeRange sizes) {
        this.sizes = sizes;
        this.centre = (Math.log(sizes.smallest()) + Math.log(sizes.largest())) / 2;
    }

    @Override
    public double threshold(double stateSize, double[] transformed) {
        return Math.exp(transformed[0] + transformed[1] * Math.log(stateSize));
    }

    @Override
    public double parameter(int index, double transformed) {
        return index == 0 ? Math.exp(transformed) : transformed;
    }

    @Override
    public double step(int index, double[] transformed) {
        return index == 0 ? 0.2 : 0.05;
    }

    @Override
    public double[] start(double atSmallest, double atLargest) {
        double low = SafeLog.of(atSmallest);
        double high = SafeLog.of(atLargest);
        return new double[] {(high + low) / 2, (high - low) / (Math.log(sizes.largest()) - Math.log(sizes.smallest()))};
    }

    @Override
    public double[] transformed(double[] unconstrained) {
        return new double[] {unconstrained[0] - unconstrained[1] * centre, unconstrained[1]};
    }

    /** Nuisance parameter: ln T at the centre. */
    @Override
    public Reparameterisation fixingParameter(int index, double value) {
        return Reparameterisation.fixing(index, value,
                nuisance -> index == 0 ? new double[] {value, (nuisance[0] - value) / centre}
                        : new double[] {nuisance[0] - value * centre, value},
                near -> new double[] {near[0] + near[1] * centre});
    }

    /** Nuisance parameter: p. */
    @Override
    public Reparameterisation fixingThreshold(double stateSize, double logThreshold) {
        return new Reparameterisation(
                nuisance -> new double[] {logThreshold - nuisance[0] * Math.log(stateSize), nuisance[0]},
                near -> new double[] {near[1]});
    }
}
