package io.statecap.analysis.law.formula;

/** A function of one variable with parameters and its derivatives by them. */
public interface Curve {

    double value(double x, double[] parameters);

    /** Writes the derivative of {@link #value} by each parameter into {@code gradient}. */
    void gradient(double x, double[] parameters, double[] gradient);
}
