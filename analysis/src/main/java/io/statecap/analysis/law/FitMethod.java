package io.statecap.analysis.law;

/** How a law was fitted. */
public enum FitMethod {
    /** Maximum likelihood on the outcomes of all trials, {@link CollapseModel}: the one that is quoted first. */
    JOINT,
    /** Least squares on plain estimates, the upper ends of the brackets: the paper's way. */
    OLS;

    /** Value in the {@code method} column. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
