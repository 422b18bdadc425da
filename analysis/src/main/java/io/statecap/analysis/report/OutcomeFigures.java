package io.statecap.analysis.report;

import io.statecap.analysis.LawFamily;
import io.statecap.analysis.collapse.Criterion;
import io.statecap.analysis.report.chart.Axis;
import io.statecap.analysis.report.chart.ColourScale;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Grid;
import io.statecap.analysis.report.chart.Grid.State;
import io.statecap.analysis.report.chart.Grid.Strip;
import io.statecap.analysis.report.chart.Ink;
import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark.Style;
import io.statecap.analysis.report.chart.Series;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.Family;
import io.statecap.analysis.threshold.ModelSize;
import io.statecap.analysis.view.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What became of every trial, and what would have, had one looked less far. */
final class OutcomeFigures {

    private static final String TITLE = "Outcome of every trial";
    /** The scale resolves at least this much, nats. */
    private static final double TOP = 1;

    private OutcomeFigures() {}

    /** State size against training length. */
    static Figure of(Study study) {
        List<TrialRow> trials = study.data.trials();
        if (trials.isEmpty()) {
            return Figure.missing("outcomes", TITLE, "No trial has finished yet.");
        }
        Map<List<Object>, TrialRow> byPlace = trials.stream().collect(Collectors.toMap(trial -> List.of(
                ModelSize.of(trial), trial.trainLength(), trial.seed()), trial -> trial, (first, second) -> second));
        List<List<Strip>> cells = new ArrayList<>();
        for (ModelSize size : study.sizes) {
            for (int length : study.lengths) {
                String name = study.nameOf(size) + ", " + Study.nameOf(length);
                cells.add(study.seeds.stream().map(seed -> strip(study, name + ", seed " + seed,
                        byPlace.get(List.of(size, length, seed)))).toList());
            }
        }
        long missing = (long) study.sizes.size() * study.lengths.size() * study.seeds.size() - byPlace.size();
        long failed = trials.stream().map(Tables::outcome).filter("failed"::equals).count();
        long collapsed = trials.stream().map(Tables::outcome).filter("collapsed"::equals).count();
        return new Figure("outcomes", TITLE,
                "The largest excess loss beyond the training length, as the criterion measures it."
                        + (study.seeds.size() > 1 ? " A cell has one strip a seed, seeds ascending." : "")
                        + " A triangle marks a trial that collapsed, a cross on grey one that failed;"
                        + " an empty strip has not run.",
                "Grid of " + study.sizes.size() + " state sizes by " + study.lengths.size() + " training lengths: "
                        + collapsed + " trials collapsed, " + failed + " failed, "
                        + (trials.size() - collapsed - failed) + " stayed healthy.",
                "", List.of(new Grid("outcomes", "training length T, tokens (K = 1024)", "size", colours(study), false,
                        List.of(new Grid.Panel("", study.lengths.stream().map(Numbers::tokens).toList(),
                                study.sizes.stream().map(study::tickOf).toList(), cells)))),
                missing == 0 ? "" : missing + (missing == 1 ? " cell of the grid has" : " cells of the grid have")
                        + " no trial: it has not run, or a search left it out.");
    }

    /** From 0 to 1 nat, or to twice the limit; the paper's limit is a factor and has no place on this scale. */
    private static ColourScale colours(Study study) {
        Criterion criterion = study.data.analysis().criterion();
        Double limit = criterion == null || criterion.kind() == Criterion.Kind.PAPER ? null
                : (Double) criterion.limit();
        double top = limit == null ? TOP : Math.max(TOP, 2 * limit);
        return new ColourScale("excess loss, nats" + (limit == null ? "" : "; colours step at the limit "
                + Numbers.plain(limit)), 0, top, true, limit, study.data.trials().stream().map(study::excess)
                .filter(Objects::nonNull).anyMatch(excess -> excess > top));
    }

    private static Strip strip(Study study, String name, TrialRow trial) {
        String outcome = trial == null ? "not run" : Tables.outcome(trial);
        Double excess = trial == null ? null : study.excess(trial);
        if (excess == null) {
            return new Strip(outcome.equals("failed") ? State.BROKEN : State.UNRUN, null, "", name + ": " + outcome
                    + (trial == null || trial.error() == null ? "" : ", " + trial.error()));
        }
        return new Strip(outcome.equals("collapsed") ? State.OVER : State.MEASURED, excess,
                Numbers.fixed(excess, 2).replace('-', '\u2212'), name + ": " + outcome
                        + (trial.collapsePosition() == null ? "" : " from position "
                                + Numbers.count(trial.collapsePosition()))
                        + ", excess " + Numbers.plain(excess) + " nats (worst " + Numbers.plain(trial.worstLoss())
                        + ", baseline " + Numbers.plain(trial.baselineLoss()) + ")");
    }

    /** The threshold of each size by how far one looks: lines that still rise would rise with a longer probe. */
    static Figure horizons(Study study) {
        LinePlot plot = new LinePlot("thresholds", Axis.tokens("horizon"), Axis.tokens("T at which half collapse"));
        for (LawFamily family : study.data.analysis().families()) {
            for (int i = 0; family.horizons().size() > 1 && i < family.family().sizes().size(); i++) {
                int at = i;
                Family.Size size = family.family().sizes().get(i);
                String name = study.nameOf(size.group(), size.stateSize());
                plot.line(family.target() + (family.label().isEmpty() ? "" : ", " + family.label()), name, name,
                        Ink.ordered(i, family.family().sizes().size()), Style.MAIN,
                        Series.of(family.horizons(), HorizonRow::horizon, row -> row.estimates().get(at)));
            }
        }
        return Figure.of("horizons", "Threshold by how far one looks",
                "The same trials, judged by their loss up to each horizon only; one line a state size."
                        + " A line that rises at its right end says that a longer probe would find a higher threshold.",
                "Lines of thresholds in tokens over the horizon in tokens, one a state size.", plot, "");
    }
}
