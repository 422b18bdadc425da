package io.statecap.analysis.law.formula;

/** T = b. Transformed parameter and unconstrained variable: ln b. */
final class ConstantLaw implements ReparameterisedLaw {

    private static final double[] NO_NUISANCE = {};

    @Override
    public double threshold(double stateSize, double[] transformed) {
        return Math.exp(transformed[0]);
    }

    @Override
    public double parameter(int index, double transformed) {
        return Math.exp(transformed);
    }

    @Override
    public double step(int index, double[] transformed) {
        return 0.1;
    }

    @Override
    public double[] start(double atSmallest, double atLargest) {
        return new double[] {(SafeLog.of(atSmallest) + SafeLog.of(atLargest)) / 2};
    }

    @Override
    public double[] transformed(double[] unconstrained) {
        return unconstrained.clone();
    }

    @Override
    public Reparameterisation fixingParameter(int index, double value) {
        return new Reparameterisation(nuisance -> new double[] {value}, near -> NO_NUISANCE);
    }

    @Override
    public Reparameterisation fixingThreshold(double stateSize, double logThreshold) {
        return fixingParameter(0, logThreshold);
    }
}
