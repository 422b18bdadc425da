package io.statecap.analysis.text;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.EqualSizes;
import io.statecap.analysis.LawFamily;
import io.statecap.analysis.Placebo;
import io.statecap.analysis.SizeAxes;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What an analysis concludes, in a paragraph a family of thresholds, for the terminal and the report. */
public final class Conclusions {

    private static final double LEVEL = 0.05;

    private Conclusions() {}

    /**
     * A warning if the criterion failed its placebo, then one paragraph a family: its line by the joint fit and what
     * that depends on, or that all its trials ended alike.
     */
    public static List<String> of(Analysis result) {
        List<String> paragraphs = new ArrayList<>();
        if (Placebo.total(result.placebo()).share() > Placebo.LARGEST_SHARE) {
            paragraphs.add("The criterion " + result.criterion().name() + " measures something other than collapse: "
                    + placebo(result.placebo()));
        }
        for (LawFamily family : result.families()) {
            if (family.line() != null) {
                paragraphs.add(paragraph(family));
            }
            family.oneOutcome().ifPresent(paragraphs::add);
        }
        return paragraphs;
    }

    private static String paragraph(LawFamily family) {
        List<String> sentences = new ArrayList<>();
        boolean training = family.family() != null;
        SizeAxes axes = training ? SizeAxes.of(family.family()) : null;
        LawFit line = family.line();
        double[] paper = Law.LINEAR.inPaperUnits(line.values());
        sentences.add(family.name() + " = " + formula(line) + " tokens"
                + (training ? ", on " + Numbers.count(family.horizon()) + " tokens" : "") + " ("
                + (training && !axes.text().isEmpty() ? axes.text() + "; " : "") + "S in elements; slope 95 % "
                + range(line.parameter("a")) + ", intercept " + range(line.parameter("b")) + "; in the paper's units "
                + Numbers.line(paper[0], paper[1]) + "), from "
                + Count.of(line.points(), training ? "trial" : "context") + ".");
        sentences.add(growth(training ? "The training length that avoids collapse" : "The context that is recalled",
                line.parameter("a")));
        family.smallest().ifPresent(rest -> sentences.add("Without the smallest size it is " + formula(rest)
                + " (slope 95 % " + range(rest.parameter("a")) + ")."));
        sentences.add(training ? axes.warning() : "");
        family.equalSizes().forEach(equal -> sentences.add(equal(equal)));
        sentences.add(horizon(family.horizons()));
        return sentences.stream().filter(sentence -> !sentence.isEmpty()).collect(Collectors.joining(" "));
    }

    private static String growth(String what, Estimate slope) {
        return slope.contains(0) ? "Growth with the state size is not shown: the slope's interval includes 0."
                : what + (slope.value() > 0 ? " grows" : " falls") + " with the state size.";
    }

    private static String equal(EqualSizes equal) {
        String groups = String.join(" and ", equal.groups());
        String p = Numbers.p(equal.p());
        return equal.p() < LEVEL
                ? "At equal S = " + equal.stateSize() + ", " + groups + " have different thresholds (p = " + p
                        + "): S alone does not decide."
                : "At equal S = " + equal.stateSize() + ", " + groups + " are not told apart (p = " + p + ").";
    }

    /** Whether thresholds still rise with the horizon; empty where one look is all there is. */
    private static String horizon(List<HorizonRow> rows) {
        if (rows.size() < 2) {
            return "";
        }
        HorizonRow last = rows.get(rows.size() - 1);
        HorizonRow before = rows.get(rows.size() - 2);
        int late = last.collapsed() - before.collapsed();
        return late == 0 ? "No collapse begins beyond " + Numbers.count(before.horizon())
                + " tokens: looking farther is not seen to change thresholds."
                : late + " of " + last.collapsed() + (last.collapsed() == 1 ? " collapse begins" : " collapses begin")
                        + " beyond " + Numbers.count(before.horizon())
                        + " tokens, so thresholds may rise with a longer probe.";
    }

    private static String formula(LawFit line) {
        return Numbers.line(line.values()[0], line.values()[1]);
    }

    private static String range(Estimate estimate) {
        return (estimate.ciLow() == null ? "-inf" : Numbers.digits(estimate.ciLow(), 3)) + " to "
                + (estimate.ciHigh() == null ? "inf" : Numbers.digits(estimate.ciHigh(), 3));
    }

    /** What the criterion calls collapsed where nothing can have collapsed. */
    public static String placebo(List<Placebo> rows) {
        return "Placebo: tested as if trained at a shorter length T', on positions within the real training length"
                + " only, " + Placebo.total(rows).called() + " are called collapsed (T' " + rows.stream()
                        .map(row -> row.asLength() + ": " + row.called()).collect(Collectors.joining(", ")) + ").";
    }
}
