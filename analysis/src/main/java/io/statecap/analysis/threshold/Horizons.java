package io.statecap.analysis.threshold;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.law.Clustering;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.ThresholdRow;
import java.util.ArrayList;
import java.util.List;

/** How thresholds depend on how far one looks: a trial that collapses late is healthy to a short look. */
public final class Horizons {

    private Horizons() {}

    /**
     * One row an octave, from twice the longest training length to the end of the curves.
     *
     * @param rows of the family's thresholds, which are those of the last horizon
     * @param line of the joint fit to all of the curves; null if it could not be fitted
     */
    public static List<HorizonRow> of(Family family, String group, Criterion criterion, List<ThresholdRow> rows,
                                      LawFit line) {
        long end = family.horizon();
        long longest = family.outcomes().stream().mapToLong(outcome -> outcome.trial().trainLength()).max().orElse(0);
        List<HorizonRow> horizons = new ArrayList<>();
        for (long horizon = Math.max(2, Long.highestOneBit(4 * longest - 1)); horizon < end; horizon *= 2) {
            Family then = family.asOf(horizon);
            Clustering clustering = then.clustering();
            List<Double> estimates = new ArrayList<>();
            for (Family.Size size : then.sizes()) {
                double estimate = clustering == null ? Double.NaN : Thresholds.estimate(size, clustering).value();
                estimates.add(Double.isNaN(estimate) ? null : estimate);
            }
            horizons.add(row(then, group, criterion, horizon, estimates, then.line().orElse(null)));
        }
        List<Double> estimates = new ArrayList<>();
        rows.stream().filter(row -> row.seed() == null).forEach(row -> estimates.add(row.estimate()));
        horizons.add(row(family, group, criterion, end, estimates, line));
        return horizons;
    }

    private static HorizonRow row(Family family, String group, Criterion criterion, long horizon,
            List<Double> estimates,
                                  LawFit line) {
        Estimate slope = line == null ? new Estimate("a", 0, null, null) : line.parameter("a");
        return new HorizonRow(Thresholds.T_TRAIN, group, criterion.name(), criterion.slice(), horizon,
                family.outcomes().size(), (int) family.outcomes().stream().filter(Outcome::collapsed).count(),
                family.sizes().stream().map(size -> (double) size.stateSize()).toList(), estimates,
                line == null ? null : (Double) slope.value(), slope.ciLow(), slope.ciHigh(),
                line == null ? null : (Double) line.parameter("b").value());
    }
}
