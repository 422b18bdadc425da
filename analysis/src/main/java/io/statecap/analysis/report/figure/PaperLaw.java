package io.statecap.analysis.report.figure;

/**
 * The published laws (arXiv 2410.07145, section 5), S there in 10⁶ elements and T in units of 1024 tokens; drawn for
 * comparison only.
 */
enum PaperLaw {
    FORGETTING("T = 5.172·S − 4.469 (10⁶ elements, K tokens)") {
        @Override
        double inPaperUnits(double millions) {
            return 5.172 * millions - 4.469;
        }
    },
    RECALL("T = 4.756·(1.365^S − 1) − 0.742 (10⁶ elements, K tokens)") {
        @Override
        double inPaperUnits(double millions) {
            return 4.756 * (Math.pow(1.365, millions) - 1) - 0.742;
        }
    };

    private static final double MILLION = 1e6;
    private static final double KIBI = 1024;

    private final String formula;

    PaperLaw(String formula) {
        this.formula = formula;
    }

    /** The law of a target of the thresholds table; null for an unknown one. */
    static PaperLaw of(String target) {
        return switch (target) {
            case "T_train" -> FORGETTING;
            case "T_recall" -> RECALL;
            default -> null;
        };
    }

    abstract double inPaperUnits(double millions);

    /** T in tokens at S elements. */
    double at(double stateSize) {
        return KIBI * inPaperUnits(stateSize / MILLION);
    }

    String formula() {
        return formula;
    }
}
