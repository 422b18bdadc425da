package io.statecap.analysis.law.formula;

/**
 * A law over the state sizes of the data, reparameterised for maximum likelihood.
 *
 * <p>A law has one <em>transformed parameter</em> for each of its parameters: the parameter itself, or its logarithm
 * where it is positive. The likelihood is searched over <em>unconstrained variables</em> of size about 1, from which
 * the transformed parameters follow. Thresholds are positive, so every such law is positive at all state sizes of the
 * data where that is possible. A profile likelihood fixes one parameter, or the threshold at one state size; its
 * unconstrained variables are the remaining nuisance parameters, see {@link Reparameterisation}.
 */
public interface ReparameterisedLaw {

    static ReparameterisedLaw of(Law law, SizeRange sizes) {
        return switch (law) {
            case CONSTANT -> new ConstantLaw();
            case LINEAR -> new LinearLaw(sizes);
            case POWER -> new PowerLaw(sizes);
            case EXPONENTIAL -> new ExponentialLaw(sizes);
        };
    }

    /** T in tokens at S elements. */
    double threshold(double stateSize, double[] transformed);

    /** A transformed parameter as the parameter of {@link Law}. */
    double parameter(int index, double transformed);

    /** A small change of a transformed parameter that still changes thresholds noticeably. */
    double step(int index, double[] transformed);

    /** Unconstrained variables of the law through these thresholds at the smallest and the largest state size. */
    double[] start(double atSmallest, double atLargest);

    /** Transformed parameters of the law with these unconstrained variables. */
    double[] transformed(double[] unconstrained);

    /** All laws in which one transformed parameter has this value. */
    Reparameterisation fixingParameter(int index, double value);

    /** All laws whose threshold at this state size has this natural logarithm. */
    Reparameterisation fixingThreshold(double stateSize, double logThreshold);
}
