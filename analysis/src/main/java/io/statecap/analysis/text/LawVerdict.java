package io.statecap.analysis.text;

import io.statecap.analysis.law.Clustering;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.Variable;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Compares laws of S in words. They are ranked by AICc within one method. The evidence between two is the difference
 * that is left when the likelihoods are divided by {@link Clustering#within}, since trials of a seed are not
 * independent: below 2 the data do not separate two laws, from 2 to 6 the evidence is weak, from 6 on it is clear.
 */
public final class LawVerdict {

    private static final double SEPARATED = 2;
    private static final double CLEAR = 6;
    private static final List<String> EVIDENCE = List.of(" The data do not separate it from ",
            " There is weak evidence against ", " There is clear evidence against ");

    private LawVerdict() {}

    /**
     * @param target     what the laws are of, for example {@code T_train}
     * @param fits       laws of one family; the joint fits are compared, without any those by least squares
     * @param clustering of the trials of the joint fits; null where there are none
     */
    public static String of(String target, List<LawFit> fits, Clustering clustering) {
        for (FitMethod method : FitMethod.values()) {
            double factor = method == FitMethod.JOINT && clustering != null ? clustering.within() : 1;
            List<LawFit> own = fits.stream().filter(fit -> fit.method() == method && fit.aicc() != null)
                    .sorted(Comparator.comparing(LawFit::aicc)).toList();
            List<LawFit> ranked = own.stream().filter(fit -> fit.variable() == Variable.STATE_SIZE).toList();
            if (ranked.size() > 1) {
                return compare(target, method, ranked, factor) + slope(fits, method) + rivals(own, factor);
            }
        }
        return target + ": too few thresholds to compare laws.";
    }

    private static String compare(String target, FitMethod method, List<LawFit> ranked, double factor) {
        LawFit best = ranked.get(0);
        List<List<String>> byEvidence = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (LawFit fit : ranked.subList(1, ranked.size())) {
            double evidence = fit.worseBy(best, factor);
            byEvidence.get(evidence < SEPARATED ? 0 : evidence < CLEAR ? 1 : 2).add(difference(best, fit, factor));
        }
        StringBuilder words = new StringBuilder(target).append(": by ").append(method.text()).append(" on ")
                .append(best.points()).append(" ")
                .append(method == FitMethod.JOINT ? "trials" : "thresholds").append(" the ").append(best.law().text())
                .append(" law describes the data best.");
        for (int i = 0; i < byEvidence.size(); i++) {
            words.append(byEvidence.get(i).isEmpty() ? "" : EVIDENCE.get(i) + join(byEvidence.get(i)) + ".");
        }
        return words.toString();
    }

    private static String difference(LawFit best, LawFit fit, double factor) {
        String plain = Numbers.fixed(fit.aicc() - best.aicc(), 1);
        String counted = Numbers.fixed(fit.worseBy(best, factor), 1);
        return fit.name() + " (AICc " + plain + " higher"
                + (plain.equals(counted) ? "" : ", " + counted + " with what seeds share") + ")";
    }

    private static String slope(List<LawFit> fits, FitMethod method) {
        return fits.stream().filter(fit -> fit.method() == method && fit.law() == Law.LINEAR
                && fit.variable() == Variable.STATE_SIZE).findFirst().map(fit -> {
            Estimate a = fit.parameter("a");
            if (a.ciLow() == null && a.ciHigh() == null) {
                return " The slope of the line has no interval.";
            }
            return a.contains(0)
                    ? " The interval of the line's slope includes 0: growth with the state size is not shown."
                    : " The interval of the line's slope excludes 0.";
        }).orElse("");
    }

    /** The line in S against lines in what varies with S. */
    private static String rivals(List<LawFit> fits, double factor) {
        List<LawFit> lines = fits.stream().filter(fit -> fit.law() == Law.LINEAR).toList();
        LawFit own = lines.stream().filter(fit -> fit.variable() == Variable.STATE_SIZE).findFirst().orElse(null);
        StringBuilder words = new StringBuilder();
        for (LawFit rival : lines) {
            if (own != null && rival != own) {
                double worse = rival.worseBy(own, factor);
                words.append(" A line in ").append(rival.variable().text()).append(" is ")
                        .append(Math.abs(worse) < SEPARATED ? "not told from one in S" : worse > 0 ? "worse" : "better")
                        .append(" (AICc ").append(Numbers.fixed(Math.abs(rival.aicc() - own.aicc()), 1))
                        .append(rival.aicc() > own.aicc() ? " higher)." : " lower).");
            }
        }
        return words.toString();
    }

    private static String join(List<String> parts) {
        return parts.size() == 1 ? parts.get(0)
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " or " + parts.get(parts.size() - 1);
    }
}
