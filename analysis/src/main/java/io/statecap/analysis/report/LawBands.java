package io.statecap.analysis.report;

import io.statecap.analysis.LawFamilyFits;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LeastSquaresLaws;
import io.statecap.analysis.law.Point;
import io.statecap.analysis.report.ReportData.LawBand;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Pointwise 95 % confidence bands of the line and the power law by least squares.
 *
 * <p>A law's value at one size is itself a parameter of the same law in other units of size: the line's T(s) is its
 * intercept once sizes are counted from s, and the power law's T(s) is its factor once sizes are divided by s. So the
 * fit's own analytic intervals give the band, with no further approximation.
 */
public final class LawBands {

    private static final int SIZES = 25;
    private static final double MARGIN = 1.25;

    private LawBands() {}

    /** Bands over the range of sizes and a little beyond; a law that leaves its interval open somewhere has none. */
    public static List<LawBand> of(List<ThresholdRow> thresholds) {
        return LawFamilyFits.of(thresholds).stream().flatMap(family -> family.fits().stream()
                .filter(fit -> fit.method() == FitMethod.OLS && (fit.law() == Law.LINEAR || fit.law() == Law.POWER))
                .flatMap(fit -> band(family, fit.law()).stream())).toList();
    }

    private static List<LawBand> band(LawFamilyFits family, Law law) {
        List<ThresholdRow> members = family.members().stream().filter(row -> row.estimate() != null).toList();
        double least = members.stream().mapToLong(ThresholdRow::stateSize).min().orElseThrow() / MARGIN;
        double largest = members.stream().mapToLong(ThresholdRow::stateSize).max().orElseThrow() * MARGIN;
        List<LawBand> band = new ArrayList<>();
        for (int i = 0; i < SIZES; i++) {
            double size = least * Math.pow(largest / least, i / (SIZES - 1.0));
            List<Point> seenFromHere = members.stream().map(row -> new Point(
                    law == Law.LINEAR ? row.stateSize() - size : row.stateSize() / size, row.estimate())).toList();
            Estimate value = LeastSquaresLaws.fit(law, seenFromHere).parameter(law == Law.LINEAR ? "b" : "a");
            if (value.ciLow() == null || value.ciHigh() == null) {
                return List.of();
            }
            band.add(new LawBand(family.target(), family.group(), family.criterion(), family.slice(),
                    FitMethod.OLS.text(), law.text(), size, value.ciLow(), value.ciHigh()));
        }
        return band;
    }
}
