package io.statecap.analysis.report;

import io.statecap.analysis.law.Law;
import java.util.function.DoubleUnaryOperator;

/** The published laws (arXiv 2410.07145, section 5), drawn for comparison only. */
enum PaperLaw {
    FORGETTING("T = 5.172·S − 4.469 (10⁶ elements, K tokens)", millions -> 5.172 * millions - 4.469),
    RECALL("T = 4.756·(1.365^S − 1) − 0.742 (10⁶ elements, K tokens)",
            millions -> 4.756 * (Math.pow(1.365, millions) - 1) - 0.742);

    /** A little above the size at which the line of forgetting is zero, elements. */
    static final double POSITIVE = 0.95e6;
    /** The largest of the paper's models, elements. */
    static final double LARGEST = 19.32e6;

    private final String formula;
    private final DoubleUnaryOperator inPaperUnits;

    PaperLaw(String formula, DoubleUnaryOperator inPaperUnits) {
        this.formula = formula;
        this.inPaperUnits = inPaperUnits;
    }

    /** T in tokens at S elements. */
    double at(double stateSize) {
        return Law.TOKENS * inPaperUnits.applyAsDouble(stateSize / Law.ELEMENTS);
    }

    String formula() {
        return formula;
    }
}
