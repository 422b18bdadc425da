package io.statecap.analysis.law;

import io.statecap.analysis.law.formula.Law;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Compares laws in words, by differences of Akaike's criterion within one method: below 2 the data do not separate two
 * laws, from 2 to 6 the evidence is weak, from 6 on (a factor of 20 in likelihood at equal numbers of parameters) it is
 * clear. Since thresholds are few, the criterion is corrected for small samples (AICc: {@code 2k(k+1)/(n-k-1)} more for
 * k parameters, the spread among them, and n thresholds); a law with too many parameters for that is not compared.
 */
public final class LawVerdict {

    private static final double SEPARATED = 2;
    private static final double CLEAR = 6;

    private LawVerdict() {}

    /**
     * @param target what the laws are of, for example {@code T_train}
     * @param fits   laws of one family; the joint fits are compared, without any the interval-censored ones, then those
     *               by least squares
     */
    public static String of(String target, List<LawFit> fits) {
        for (FitMethod method : new FitMethod[] {FitMethod.JOINT, FitMethod.INTERVAL_ML, FitMethod.OLS}) {
            List<LawFit> ranked = fits.stream().filter(fit -> fit.method() == method && comparable(fit))
                    .sorted(Comparator.comparing(LawVerdict::corrected)).toList();
            if (ranked.size() > 1) {
                return compare(target, method, ranked) + slope(fits, method);
            }
        }
        return target + ": too few thresholds to compare laws." + slope(fits, FitMethod.INTERVAL_ML);
    }

    private static boolean comparable(LawFit fit) {
        return fit.aic() != null && fit.points() - fit.parameters().size() - 2 > 0;
    }

    private static double corrected(LawFit fit) {
        int k = fit.parameters().size() + 1;
        return fit.aic() + 2.0 * k * (k + 1) / (fit.points() - k - 1);
    }

    private static String compare(String target, FitMethod method, List<LawFit> ranked) {
        LawFit best = ranked.get(0);
        List<String> equal = new ArrayList<>();
        List<String> weaker = new ArrayList<>();
        List<String> clear = new ArrayList<>();
        for (LawFit fit : ranked.subList(1, ranked.size())) {
            double difference = corrected(fit) - corrected(best);
            String text = String.format(Locale.ROOT, "%s (AICc %.1f higher)", fit.law().text(), difference);
            (difference < SEPARATED ? equal : difference < CLEAR ? weaker : clear).add(text);
        }
        StringBuilder words = new StringBuilder(target).append(": by ").append(method.text()).append(" on ")
                .append(best.points()).append(" ")
                .append(method == FitMethod.JOINT ? "trials" : "thresholds").append(" the ").append(best.law().text())
                .append(" law describes the data best.");
        if (!equal.isEmpty()) {
            words.append(" The data do not separate it from ").append(join(equal)).append('.');
        }
        if (!weaker.isEmpty()) {
            words.append(" There is weak evidence against ").append(join(weaker)).append('.');
        }
        if (!clear.isEmpty()) {
            words.append(" There is clear evidence against ").append(join(clear)).append('.');
        }
        return words.toString();
    }

    private static String slope(List<LawFit> fits, FitMethod method) {
        return fits.stream().filter(fit -> fit.method() == method && fit.law() == Law.LINEAR).findFirst().map(fit -> {
            Estimate a = fit.parameter("a");
            if (a.ciLow() == null && a.ciHigh() == null) {
                return " The slope of the line has no interval.";
            }
            return a.contains(0)
                    ? " The interval of the line's slope includes 0: growth with the state size is not shown."
                    : " The interval of the line's slope excludes 0.";
        }).orElse("");
    }

    private static String join(List<String> parts) {
        return parts.size() == 1 ? parts.get(0)
                : String.join(", ", parts.subList(0, parts.size() - 1)) + " or " + parts.get(parts.size() - 1);
    }
}
