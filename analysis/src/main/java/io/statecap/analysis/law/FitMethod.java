package io.statecap.analysis.law;

/** How a law was fitted; the {@code method} column. */
public enum FitMethod {
    /** Maximum likelihood on the outcomes of all trials: the one that is quoted first. */
    JOINT("joint"),
    /** Least squares on plain estimates, the upper ends of the brackets: the paper's way. */
    OLS("ols"),
    /** Maximum likelihood on brackets, which are all that is known of a threshold. */
    INTERVAL_ML("interval_ml");

    private final String text;

    FitMethod(String text) {
        this.text = text;
    }

    /** Value in the {@code method} column. */
    public String text() {
        return text;
    }
}
