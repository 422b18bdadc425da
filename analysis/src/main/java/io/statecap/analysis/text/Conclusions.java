package io.statecap.analysis.text;

import io.statecap.analysis.AnalysisResult;
import io.statecap.analysis.LawFamilyFits;
import io.statecap.analysis.Placebo;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.formula.Law;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an analysis concludes, in a sentence or two a family of thresholds, for the terminal and the report. */
public final class Conclusions {

    private Conclusions() {}

    /**
     * A warning if the criterion failed its placebo, then one paragraph a family: its line by the joint fit, or that
     * all its trials ended alike.
     */
    public static List<String> of(AnalysisResult result) {
        List<String> paragraphs = new ArrayList<>();
        if (Placebo.share(result.placebo()) > Placebo.LARGEST_SHARE) {
            paragraphs.add("The criterion " + result.criterion().name() + " measures something other than collapse: "
                    + placebo(result.placebo()));
        }
        for (LawFamilyFits family : result.families()) {
            if (family.fit(FitMethod.JOINT, Law.LINEAR) != null) {
                paragraphs.add(sentence(family));
            }
            family.oneOutcome().ifPresent(paragraphs::add);
        }
        return paragraphs;
    }

    private static String sentence(LawFamilyFits family) {
        LawFit line = family.fit(FitMethod.JOINT, Law.LINEAR);
        Estimate a = line.parameter("a");
        Estimate b = line.parameter("b");
        double[] paper = Law.LINEAR.inPaperUnits(line.values());
        String text = family.target() + (family.label().isEmpty() ? "" : " of " + family.label()) + " = "
                + FitTable.number(a.value(), 3) + "*S " + (b.value() < 0 ? "- " : "+ ")
                + FitTable.number(Math.abs(b.value()), 3) + " tokens (S in elements; slope 95 % "
                + range(a) + ", intercept " + range(b) + "; in the paper's units " + FitTable.number(paper[0], 3)
                + "*S " + (paper[1] < 0 ? "- " : "+ ") + FitTable.number(Math.abs(paper[1]), 3) + "), from "
                + line.points() + " trials. ";
        return text + (a.contains(0) ? "Growth with the state size is not shown: the slope's interval includes 0."
                : a.value() > 0 ? "The training length that avoids collapse grows with the state size."
                        : "The training length that avoids collapse falls with the state size.");
    }

    private static String range(Estimate estimate) {
        return (estimate.ciLow() == null ? "-inf" : FitTable.number(estimate.ciLow(), 3)) + " to "
                + (estimate.ciHigh() == null ? "inf" : FitTable.number(estimate.ciHigh(), 3));
    }

    /** What the criterion calls collapsed where nothing can have collapsed. */
    public static String placebo(List<Placebo> rows) {
        int trials = rows.stream().mapToInt(Placebo::trials).sum();
        int called = rows.stream().mapToInt(Placebo::calledCollapsed).sum();
        return String.format(Locale.ROOT, "Placebo: tested as if trained at a shorter length T', on positions within"
                + " the real training length only, %d of %d are called collapsed (T' %s).", called, trials,
                rows.stream().map(row -> row.asLength() + ": " + row.calledCollapsed() + " of " + row.trials())
                        .collect(Collectors.joining(", ")));
    }
}
