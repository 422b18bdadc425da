package io.statecap.analysis.collapse;

/**
 * A criterion applied to trials at full length whose models cannot collapse, being read with a sliding window of their
 * training length: it must call none of them collapsed, and has the power to, since it looks where the same models
 * collapse without the window.
 *
 * @param criterion        canonical text of the rule
 * @param trials           trials that were probed so
 * @param calledCollapsed  how many of them the criterion calls collapsed with the window
 * @param collapsedWithout how many of the same trials it calls collapsed without
 */
public record WindowControl(String criterion, int trials, int calledCollapsed, int collapsedWithout) {

    private static final double LARGEST_SHARE = 0.05;

    /** In words; empty where nothing was probed so. */
    public String sentence() {
        return trials == 0 ? "" : "Control: read with a sliding window of their training length, where nothing can pile"
                + " up, " + calledCollapsed + " of " + trials + " models are called collapsed; without it "
                + collapsedWithout + " of the same " + trials + "."
                + (calledCollapsed > LARGEST_SHARE * trials
                ? " So the criterion " + criterion + " finds collapse where there can be none." : "");
    }
}
