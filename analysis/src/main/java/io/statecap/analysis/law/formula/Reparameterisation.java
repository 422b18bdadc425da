package io.statecap.analysis.law.formula;

import java.util.function.UnaryOperator;

/**
 * The laws that share one value of the quantity of interest of a profile likelihood, by their nuisance parameters.
 *
 * @param transformed from nuisance parameters to the transformed parameters of {@link ReparameterisedLaw}
 * @param nuisance    from any law's transformed parameters to the nuisance parameters of a law close to it
 */
public record Reparameterisation(UnaryOperator<double[]> transformed, UnaryOperator<double[]> nuisance) {

    /** Parameter number {@code index} fixed: {@code nuisance} receives a law in which it has its value already. */
    static Reparameterisation fixing(int index, double value, UnaryOperator<double[]> transformed,
                                     UnaryOperator<double[]> nuisance) {
        return new Reparameterisation(transformed, near -> {
            double[] fixed = near.clone();
            fixed[index] = value;
            return nuisance.apply(fixed);
        });
    }
}
