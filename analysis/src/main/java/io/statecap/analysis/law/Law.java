package io.statecap.analysis.law;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A threshold T in tokens as a function of the state size S in elements.
 *
 * <p>The paper's laws (arXiv 2410.07145, sections 5.2 and 5.3) are {@link #LINEAR} for the training length at which a
 * model learns to forget and {@link #EXPONENTIAL} for the recall length.
 */
public enum Law {
    CONSTANT("T = b", (s, p) -> p[0], p -> new double[] {p[0] / Law.TOKENS}, "b"),
    LINEAR("T = a*S + b", (s, p) -> p[0] * s + p[1],
            p -> new double[] {p[0] * Law.ELEMENTS / Law.TOKENS, p[1] / Law.TOKENS}, "a", "b"),
    POWER("T = a*S^p", (s, p) -> p[0] * Math.pow(s, p[1]),
            p -> new double[] {p[0] * Math.pow(Law.ELEMENTS, p[1]) / Law.TOKENS, p[1]}, "a", "p"),
    STEP("T = low for S <= break, high beyond", (s, p) -> s <= p[2] ? p[0] : p[1],
            p -> new double[] {p[0] / Law.TOKENS, p[1] / Law.TOKENS, p[2] / Law.ELEMENTS}, "low", "high", "break"),
    EXPONENTIAL("T = c*(alpha^S - 1) + d", (s, p) -> p[0] * Math.expm1(s * Math.log(p[1])) + p[2],
            p -> new double[] {p[0] / Law.TOKENS, Math.pow(p[1], Law.ELEMENTS), p[2] / Law.TOKENS}, "c", "alpha", "d");

    /** The paper's unit of S: 10^6 elements. */
    public static final double ELEMENTS = 1e6;
    /** The paper's unit of T: 1024 tokens. */
    public static final double TOKENS = 1024;
    /** Unit of S in tables. */
    public static final String X_UNIT = "elements";
    /** Unit of T in tables. */
    public static final String Y_UNIT = "tokens";

    private final String formula;
    private final Function function;
    private final UnaryOperator<double[]> inPaperUnits;
    private final List<String> parameterNames;

    private interface Function {
        double at(double stateSize, double[] parameters);
    }

    Law(String formula, Function function, UnaryOperator<double[]> inPaperUnits, String... parameterNames) {
        this.formula = formula;
        this.function = function;
        this.inPaperUnits = inPaperUnits;
        this.parameterNames = List.of(parameterNames);
    }

    /**
     * @param text a {@link #text()}, for a rival of S followed by what it is a law in: {@code linear in layers}
     * @throws IllegalArgumentException for any other text
     */
    public static Law of(String text) {
        for (Law law : values()) {
            if (text.equals(law.text()) || text.startsWith(law.text() + " in ")) {
                return law;
            }
        }
        throw new IllegalArgumentException("law is '" + text
                + "', allowed are constant, linear, power, step, exponential");
    }

    /** Value in the {@code law} column. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The law as a formula in its parameter names. */
    public String formula() {
        return formula;
    }

    /** Names of the parameters, in the order in which all methods take them. */
    public List<String> parameterNames() {
        return parameterNames;
    }

    /** T in tokens at S elements. */
    public double threshold(double stateSize, double... parameters) {
        return function.at(stateSize, parameters);
    }

    /** The same law's parameters for S in 10^6 elements and T in units of 1024 tokens. */
    public double[] inPaperUnits(double... parameters) {
        return inPaperUnits.apply(parameters);
    }
}
