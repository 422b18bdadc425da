package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.ColourScale;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Plot.Cell;
import io.statecap.analysis.report.chart.Plot.GridPanel;
import io.statecap.analysis.report.chart.Plot.State;
import io.statecap.analysis.report.chart.Plot.Strip;
import io.statecap.analysis.report.chart.Plot;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.ModelSize;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** State size against training length: what became of every trial. */
public final class OutcomeFigure {

    static final String ID = "outcomes";
    private static final String TITLE = "Outcome of every trial";
    /** The scale resolves at least this much, nats. */
    private static final double TOP = 1;
    /** With more seeds than this a cell shows their mean. */
    private static final int MAX_STRIPS = 8;

    private OutcomeFigure() {}

    /** Where a trial belongs. */
    private record Place(ModelSize size, int length, long seed) {}

    public static Figure of(Study study) {
        List<TrialRow> trials = study.data().trials();
        if (trials.isEmpty()) {
            return Figure.missing(ID, TITLE, "No trial has finished yet.");
        }
        Map<Place, TrialRow> byPlace = trials.stream().collect(Collectors.toMap(
                trial -> new Place(ModelSize.of(trial), trial.trainLength(), trial.seed()), trial -> trial,
                (first, second) -> second));
        List<Long> seeds = study.seeds();
        boolean pooled = seeds.size() > MAX_STRIPS;
        List<Cell> cells = new ArrayList<>();
        int missing = 0;
        for (int row = 0; row < study.sizes().size(); row++) {
            for (int column = 0; column < study.lengths().size(); column++) {
                ModelSize size = study.sizes().get(row);
                int length = study.lengths().get(column);
                String name = study.nameOf(size) + ", " + Study.nameOf(length);
                List<TrialRow> here = seeds.stream().map(seed -> byPlace.get(new Place(size, length, seed))).toList();
                missing += (int) here.stream().filter(Objects::isNull).count();
                List<Strip> strips = new ArrayList<>();
                for (int i = 0; i < seeds.size() && !pooled; i++) {
                    strips.add(strip(study, name + ", seed " + seeds.get(i), here.get(i)));
                }
                cells.add(new Cell(column, row, pooled ? List.of(pool(study, name, here)) : strips));
            }
        }
        GridPanel panel = new GridPanel("",
                study.lengths().stream().map(Numbers::tokens).toList(),
                study.sizes().stream().map(study::tickOf).toList(), cells);
        Plot plot = new Plot.Grid("outcomes", "training length T, tokens (K = 1024)", "size",
                colours(study), false, List.of(panel));
        long failed = trials.stream().filter(OutcomeFigure::failed).count();
        long collapsed = trials.stream().filter(trial -> Boolean.TRUE.equals(trial.collapsed())).count();
        return new Figure(ID, TITLE,
                "The largest excess loss beyond the training length, as the criterion measures it."
                        + (pooled ? " A cell shows the mean over its seeds; a triangle marks cells where most"
                                + " collapsed, a cross on grey those where all failed; an empty cell has not run."
                                : (seeds.size() > 1 ? " A cell has one strip a seed, seeds ascending." : "")
                                + " A triangle marks a trial that collapsed, a cross on grey one that failed;"
                                + " an empty strip has not run."),
                "Grid of " + study.sizes().size() + " state sizes by " + study.lengths().size() + " training lengths: "
                        + collapsed + " trials collapsed, " + failed + " failed, "
                        + (trials.size() - collapsed - failed) + " stayed healthy.",
                "", List.of(plot),
                missing == 0 ? "" : missing + (missing == 1 ? " cell of the grid has" : " cells of the grid have")
                        + (study.sweep().bisected() ? " no trial: the sweep searches for thresholds (bisect) and leaves"
                                + " out lengths that the search does not need." : " no trial yet."));
    }

    /** From 0 to 1 nat, or to twice the limit; the paper's limit is a factor and has no place on this scale. */
    private static ColourScale colours(Study study) {
        Double limit = "paper".equals(study.sweep().criterionKind()) ? null : study.sweep().criterionLimit();
        double top = limit == null ? TOP : Math.max(TOP, 2 * limit);
        boolean clipped = study.data().trials().stream().map(study::excess)
                .anyMatch(excess -> excess != null && excess > top);
        return new ColourScale("excess loss, nats" + (limit == null ? "" : "; colours step at the limit "
                + Numbers.plain(limit)), 0, top, true, limit, clipped);
    }

    private static Strip strip(Study study, String name, TrialRow trial) {
        if (trial == null) {
            return new Strip(State.MISSING, null, "", name + ": not run");
        }
        if (failed(trial)) {
            return new Strip(State.FAILED, null, "", name + ": failed, "
                    + (trial.error() == null ? "no reason recorded" : trial.error()));
        }
        Double excess = study.excess(trial);
        if (excess == null) {
            return new Strip(State.MISSING, null, "", name + ": finished without a loss curve");
        }
        boolean collapsed = Boolean.TRUE.equals(trial.collapsed());
        String outcome = collapsed
                ? "collapsed" + (trial.collapsePosition() == null ? "" : " from position "
                        + Numbers.count(trial.collapsePosition()))
                : "healthy";
        return new Strip(collapsed ? State.OVER : State.VALUE, excess,
                decimals(excess),
                name + ": " + outcome + ", excess " + Numbers.plain(excess) + " nats (worst "
                        + Numbers.plain(trial.worstLoss()) + ", baseline " + Numbers.plain(trial.baselineLoss()) + ")");
    }

    private static Strip pool(Study study, String name, List<TrialRow> trials) {
        List<TrialRow> ran = trials.stream().filter(Objects::nonNull).toList();
        long failed = ran.stream().filter(OutcomeFigure::failed).count();
        List<TrialRow> tested = ran.stream().filter(trial -> !failed(trial) && study.excess(trial) != null)
                .toList();
        if (tested.isEmpty()) {
            return new Strip(failed > 0 ? State.FAILED : State.MISSING, null, "",
                    name + ": " + (failed > 0 ? "all " + failed + " trials failed" : "not run"));
        }
        long collapsed = tested.stream().filter(trial -> Boolean.TRUE.equals(trial.collapsed())).count();
        double mean = tested.stream().mapToDouble(study::excess).average().orElseThrow();
        return new Strip(2 * collapsed > tested.size() ? State.OVER : State.VALUE, mean,
                decimals(mean), name + ": " + collapsed + " of " + tested.size()
                        + " seeds collapsed, mean excess " + Numbers.plain(mean) + " nats"
                        + (failed > 0 ? ", " + failed + " failed" : ""));
    }

    private static String decimals(double excess) {
        return Numbers.fixed(excess, 2).replace('-', '\u2212');
    }

    private static boolean failed(TrialRow trial) {
        return "failed".equals(trial.status());
    }
}
