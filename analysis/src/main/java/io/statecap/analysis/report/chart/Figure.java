package io.statecap.analysis.report.chart;

import java.util.List;

/**
 * One figure of the report.
 *
 * @param id name of its files and its anchor in the page
 * @param caption how to read it, in sentences
 * @param description what it shows, for readers who cannot see it
 * @param chooser what the reader chooses between plots, e.g. {@code Slice}
 * @param plots its drawings, the first being the one that static files show; none where {@code missing} says why
 * @param missing why there is nothing to draw, or why some of it is missing; empty otherwise
 */
public record Figure(String id, String title, String caption, String description, String chooser, List<Plot> plots,
                     String missing) {

    /** A figure with nothing to draw; the page has no section for one of a probe that was not asked for, without why. */
    public static Figure missing(String id, String title, String why) {
        return new Figure(id, title, "", "", "", List.of(), why);
    }

    /** Whether the page has a section for it. */
    public boolean isShown() {
        return isDrawn() || !missing.isEmpty();
    }

    public boolean isDrawn() {
        return !plots.isEmpty();
    }
}
