package io.statecap.analysis.law.formula;

import java.util.List;

/**
 * A threshold T in tokens as a function of the state size S in elements.
 *
 * <p>The paper's laws (arXiv 2410.07145, sections 5.2 and 5.3) are {@link #LINEAR} for the training length at which a
 * model learns to forget and {@link #EXPONENTIAL} for the recall length.
 */
public enum Law {
    /** T = b. */
    CONSTANT("constant", "T = b", "b") {
        @Override
        public double threshold(double stateSize, double... parameters) {
            return parameters[0];
        }

        @Override
        public double[] inPaperUnits(double... parameters) {
            return new double[] {parameters[0] / TOKENS};
        }
    },
    /** T = a S + b. */
    LINEAR("linear", "T = a*S + b", "a", "b") {
        @Override
        public double threshold(double stateSize, double... parameters) {
            return parameters[0] * stateSize + parameters[1];
        }

        @Override
        public double[] inPaperUnits(double... parameters) {
            return new double[] {parameters[0] * ELEMENTS / TOKENS, parameters[1] / TOKENS};
        }
    },
    /** T = a S^p. */
    POWER("power", "T = a*S^p", "a", "p") {
        @Override
        public double threshold(double stateSize, double... parameters) {
            return parameters[0] * Math.pow(stateSize, parameters[1]);
        }

        @Override
        public double[] inPaperUnits(double... parameters) {
            return new double[] {parameters[0] * Math.pow(ELEMENTS, parameters[1]) / TOKENS, parameters[1]};
        }
    },
    /** One T for sizes up to a break, another one beyond. */
    STEP("step", "T = low for S <= break, high beyond", "low", "high", "break") {
        @Override
        public double threshold(double stateSize, double... parameters) {
            return stateSize <= parameters[2] ? parameters[0] : parameters[1];
        }

        @Override
        public double[] inPaperUnits(double... parameters) {
            return new double[] {parameters[0] / TOKENS, parameters[1] / TOKENS, parameters[2] / ELEMENTS};
        }
    },
    /** T = c (alpha^S - 1) + d. */
    EXPONENTIAL("exponential", "T = c*(alpha^S - 1) + d", "c", "alpha", "d") {
        @Override
        public double threshold(double stateSize, double... parameters) {
            return parameters[0] * Math.expm1(stateSize * Math.log(parameters[1])) + parameters[2];
        }

        @Override
        public double[] inPaperUnits(double... parameters) {
            return new double[] {parameters[0] / TOKENS, Math.pow(parameters[1], ELEMENTS), parameters[2] / TOKENS};
        }
    };

    /** The paper's unit of S: 10^6 elements. */
    public static final double ELEMENTS = 1e6;
    /** The paper's unit of T: 1024 tokens. */
    public static final double TOKENS = 1024;
    /** Unit of S in tables. */
    public static final String X_UNIT = "elements";
    /** Unit of T in tables. */
    public static final String Y_UNIT = "tokens";

    private final String text;
    private final String formula;
    private final List<String> parameterNames;

    Law(String text, String formula, String... parameterNames) {
        this.text = text;
        this.formula = formula;
        this.parameterNames = List.of(parameterNames);
    }

    /**
     * @param text a {@link #text()}, for a rival of S followed by what it is a law in: {@code linear in layers}
     * @throws IllegalArgumentException for any other text
     */
    public static Law of(String text) {
        for (Law law : values()) {
            if (law.text.equals(text) || text.startsWith(law.text + " in ")) {
                return law;
            }
        }
        throw new IllegalArgumentException("law is '" + text
                + "', allowed are constant, linear, power, step, exponential");
    }

    /** Value in the {@code law} column. */
    public String text() {
        return text;
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
    public abstract double threshold(double stateSize, double... parameters);

    /** The same law's parameters for S in 10^6 elements and T in units of 1024 tokens. */
    public abstract double[] inPaperUnits(double... parameters);
}
