package io.statecap.analysis.report;

import io.statecap.analysis.LawFamilyFits;
import io.statecap.analysis.law.CensoredThreshold;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.IntervalLaws;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.LeastSquaresLaws;
import io.statecap.analysis.law.Point;
import io.statecap.analysis.report.ReportData.LawBand;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pointwise 95 % confidence bands of the line and the power law.
 *
 * <p>A law's value at one size is itself a parameter of the same law in other units of size: the line's T(s) is its
 * intercept once sizes are counted from s, and the power law's T(s) is its factor once sizes are divided by s. So the
 * fits' own intervals (analytic for least squares, profile likelihood for brackets) give the band, with no further
 * approximation.
 */
public final class LawBands {

    private static final int SIZES = 15;
    private static final double MARGIN = 1.25;

    private LawBands() {}

    /** Bands of all laws whose interval is closed at every size, over the range of sizes and a little beyond. */
    public static List<LawBand> of(List<ThresholdRow> thresholds) {
        return LawFamilyFits.of(thresholds).stream()
                .flatMap(family -> family.fits().stream().flatMap(fit -> band(family, fit).stream())).toList();
    }

    private static List<LawBand> band(LawFamilyFits family, LawFit fit) {
        if (fit.law() != Law.LINEAR && fit.law() != Law.POWER) {
            return List.of();
        }
        double least = family.members().stream().mapToLong(ThresholdRow::stateSize).min().orElseThrow() / MARGIN;
        double largest = family.members().stream().mapToLong(ThresholdRow::stateSize).max().orElseThrow() * MARGIN;
        List<LawBand> band = IntStream.range(0, SIZES).parallel()
                .mapToDouble(i -> least * Math.pow(largest / least, i / (SIZES - 1.0)))
                .mapToObj(size -> at(family, fit, size)).filter(point -> point != null).toList();
        return band.size() == SIZES ? band : List.of();
    }

    private static LawBand at(LawFamilyFits family, LawFit fit, double size) {
        try {
            Estimate value = recentred(family.members(), fit, size).parameter(fit.law() == Law.LINEAR ? "b" : "a");
            return value.ciLow() == null || value.ciHigh() == null ? null
                    : new LawBand(family.target(), family.group(), family.criterion(), family.slice(),
                            fit.method().text(), fit.law().text(), size, value.ciLow(), value.ciHigh());
        } catch (IllegalArgumentException e) {
            return null; // The likelihood fit takes no sizes below zero, so its line has no band; its power law has.
        }
    }

    private static LawFit recentred(List<ThresholdRow> members, LawFit fit, double size) {
        if (fit.method() == FitMethod.OLS) {
            List<Point> points = new ArrayList<>();
            for (ThresholdRow row : members) {
                if (row.estimate() != null) {
                    points.add(new Point(seenFrom(size, row, fit.law()), row.estimate()));
                }
            }
            return LeastSquaresLaws.fit(fit.law(), points);
        }
        List<CensoredThreshold> brackets = new ArrayList<>();
        for (ThresholdRow row : members) {
            if (row.lower() != null || row.upper() != null) {
                brackets.add(new CensoredThreshold(seenFrom(size, row, fit.law()), number(row.lower()), number(row.upper())));
            }
        }
        return IntervalLaws.fit(fit.law(), brackets);
    }

    private static double seenFrom(double size, ThresholdRow row, Law law) {
        return law == Law.LINEAR ? row.stateSize() - size : row.stateSize() / size;
    }

    private static Double number(Long length) {
        return length == null ? null : length.doubleValue();
    }
}
