package io.statecap.analysis.law;

/** How a law was fitted; the {@code method} column. */
public enum FitMethod {
    /** Maximum likelihood on the outcomes of all trials, {@link CollapseModel}: the one that is quoted first. */
    JOINT("joint"),
    /** Least squares on plain estimates, the upper ends of the brackets: the paper's way. */
    OLS("ols");

    private final String text;

    FitMethod(String text) {
        this.text = text;
    }

    /** Value in the {@code method} column. */
    public String text() {
        return text;
    }
}
