package io.statecap.analysis.report;

import io.statecap.analysis.LawFamilyFits;
import io.statecap.analysis.law.BandPoint;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.formula.Law;
import io.statecap.analysis.report.ReportData.LawBand;
import io.statecap.analysis.table.ThresholdRow;
import java.util.Arrays;
import java.util.List;

/** Pointwise 95 % confidence bands of fitted laws over the state sizes and a little beyond, for drawing. */
public final class LawBands {

    private static final int SIZES = 25;
    private static final double MARGIN = 1.25;
    /** A figure shows one band a method: that of the first of these that has one. */
    private static final List<Law> BANDED = List.of(Law.LINEAR, Law.POWER);

    private LawBands() {}

    /** A band that is open almost everywhere is left out: it has nothing to show. */
    public static List<LawBand> of(List<LawFamilyFits> families) {
        return families.parallelStream()
                .flatMap(family -> Arrays.stream(FitMethod.values()).flatMap(method -> first(family, method).stream()))
                .toList();
    }

    private static List<LawBand> first(LawFamilyFits family, FitMethod method) {
        for (Law law : BANDED) {
            LawFit fit = family.fit(method, law);
            List<LawBand> band = fit == null ? List.of() : band(family, fit);
            if (band.stream().filter(point -> point.low() != null && point.high() != null).count() > 1) {
                return band;
            }
        }
        return List.of();
    }

    private static List<LawBand> band(LawFamilyFits family, LawFit fit) {
        return family.band(fit, sizes(family.members())).stream().map(point -> row(family, fit, point)).toList();
    }

    private static LawBand row(LawFamilyFits family, LawFit fit, BandPoint point) {
        return new LawBand(family.target(), family.group(), family.criterion(), family.slice(), fit.method().text(),
                fit.law().text(), point.stateSize(), point.low(), point.high());
    }

    private static double[] sizes(List<ThresholdRow> members) {
        double least = members.stream().mapToLong(ThresholdRow::stateSize).min().orElseThrow() / MARGIN;
        double largest = members.stream().mapToLong(ThresholdRow::stateSize).max().orElseThrow() * MARGIN;
        double[] sizes = new double[SIZES];
        for (int i = 0; i < SIZES; i++) {
            sizes[i] = least * Math.pow(largest / least, i / (SIZES - 1.0));
        }
        return sizes;
    }
}
