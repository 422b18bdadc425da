package io.statecap.analysis.report.page;

import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.formula.Law;
import io.statecap.analysis.report.ReportData;
import io.statecap.analysis.report.chart.Numbers;
import io.statecap.analysis.report.figure.Study;
import io.statecap.analysis.report.page.Table.Column;
import io.statecap.analysis.report.page.Table.Kind;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.threshold.GroupText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The tables of the page, from the rows of a results directory. */
public final class Tables {

    private static final double MEBI = 1024 * 1024;

    private Tables() {}

    /** Where and with what trials ran. */
    private record Runtime(String host, String version, int threads) {}

    /** All tables, in the order of the page. */
    public static List<Table> of(Study study) {
        ReportData data = study.data();
        return List.of(SizeTables.sizes(study), SizeTables.placebo(data.placebo()), trials(study),
                thresholds(study), laws(study), sensitivity(data.sensitivity()), runtimes(data.trials()));
    }

    private static Table trials(Study study) {
        List<TrialRow> trials = study.data().trials();
        List<Column> columns = List.of(
                new Column("size", "what sets the models of this size apart", Kind.TEXT),
                new Column("S", "state size, elements", Kind.COUNT),
                new Column("dState", "state elements a channel", Kind.COUNT),
                new Column("layers", "layers", Kind.COUNT),
                new Column("dModel", "width of the residual stream", Kind.COUNT),
                new Column("T", "training length, tokens (K = 1024)", Kind.TOKENS),
                new Column("seed", "seed of the trial", Kind.COUNT),
                new Column("outcome", "healthy, collapsed, failed, or no curve to test", Kind.OUTCOME),
                new Column("curve", "shows the trial's line in the figure of loss curves", Kind.CURVE),
                new Column("log", "of a failed trial", Kind.FILE),
                new Column("baseline", "loss of the bucket that ends at T, nats", Kind.LOSS),
                new Column("worst", "largest bucket loss beyond T, nats", Kind.LOSS),
                new Column("excess", "largest excess beyond T, as the criterion measures it, nats", Kind.LOSS),
                new Column("collapse at", "first position over the limit, tokens", Kind.COUNT),
                new Column("training loss", "at the end of training, nats", Kind.LOSS),
                new Column("learning rate", "peak", Kind.NUMBER),
                new Column("tokens", "seen in training", Kind.COUNT),
                new Column("tokens/s", "training tokens a second", Kind.COUNT),
                new Column("MiB", "peak memory", Kind.COUNT),
                new Column("data", "data set", Kind.TEXT),
                new Column("trial", "trial_id", Kind.ID),
                new Column("error", "why the trial failed", Kind.TEXT));
        List<List<Object>> rows = trials.stream()
                .sorted(Comparator.comparingLong(TrialRow::stateSize).thenComparingInt(TrialRow::trainLength)
                        .thenComparingLong(TrialRow::seed).thenComparing(TrialRow::trialId))
                .map(trial -> row(study.labelOf(trial.group()), trial.stateSize(), trial.dState(), trial.layers(),
                        trial.dModel(), trial.trainLength(), trial.seed(), outcome(trial), curve(study, trial),
                        "failed".equals(trial.status()) ? "logs/" + trial.trialId() + ".log" : null,
                        trial.baselineLoss(), trial.worstLoss(), study.data().excess(trial),
                        trial.collapsePosition(), trial.finalTrainLoss(), trial.learningRate(), trial.tokens(),
                        trial.tokensPerSecond(),
                        trial.peakMemoryBytes() == null ? null : trial.peakMemoryBytes() / MEBI,
                        trial.dataset(), trial.trialId(), trial.error()))
                .toList();
        return withoutConstants(new Table("trials", "Trials", "", columns, List.of("outcome", "size", "S", "T", "seed"),
                rows, "No trial has finished yet."), List.of("layers", "dModel", "learning rate", "tokens", "data"));
    }

    private static String curve(Study study, TrialRow trial) {
        return study.hasCurve(trial.trialId()) ? study.panelOf(trial) + "|" + study.lineOf(trial) : null;
    }

    /** Says once, in the note, what is the same in every row. */
    private static Table withoutConstants(Table table, List<String> candidates) {
        List<Integer> kept = new ArrayList<>();
        List<String> constants = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            String name = table.columns().get(i).name();
            Set<Object> values = new HashSet<>(column(table, i));
            Object value = values.size() == 1 ? values.iterator().next() : null;
            if (candidates.contains(name) && value != null) {
                constants.add(name + " " + (value instanceof Number number
                        ? Numbers.plain(number.doubleValue()) : value));
            } else {
                kept.add(i);
            }
        }
        String note = constants.isEmpty() ? "" : "The same for all trials: " + String.join(", ", constants) + ".";
        return new Table(table.id(), table.title(), note, kept.stream().map(table.columns()::get).toList(),
                table.filters(), table.rows().stream().map(row -> pick(row, kept)).toList(), table.missing());
    }

    private static Table thresholds(Study study) {
        List<Column> columns = List.of(
                new Column("target", "T_train: no collapse; T_recall: passkeys found", Kind.TEXT),
                new Column("size", "what sets the models of this size apart", Kind.TEXT),
                new Column("S", "state size, elements", Kind.COUNT),
                new Column("seed", "all: over seeds", Kind.TEXT),
                new Column("lower", "longest failing length below the threshold, tokens", Kind.TOKENS),
                new Column("upper", "shortest length from which all are healthy, tokens", Kind.TOKENS),
                new Column("estimate", "tokens", Kind.NUMBER),
                new Column("95 % from", "tokens", Kind.NUMBER),
                new Column("95 % to", "tokens", Kind.NUMBER),
                new Column("monotone", "no: a shorter length was healthy too", Kind.TEXT),
                new Column("seeds", "how many", Kind.COUNT),
                new Column("criterion", "when a trial counts as collapsed", Kind.TEXT),
                new Column("slice", "which tokens are scored", Kind.TEXT));
        List<List<Object>> rows = study.data().thresholds().stream()
                .map(row -> row(row.target(), study.labelOf(row.group()), row.stateSize(),
                        row.seed() == null ? "all" : String.valueOf(row.seed()), row.lower(), row.upper(), row.estimate(), row.ciLow(), row.ciHigh(),
                        row.monotone() ? "yes" : "no", row.seeds(), row.criterion(), row.slice()))
                .toList();
        return new Table("threshold-table", "Thresholds of single seeds and over seeds",
                "Empty ends are open: the grid does not reach that side.", columns,
                List.of("target", "size", "S", "seed"), rows, "No thresholds yet: no trial has finished.");
    }

    private static Table laws(Study study) {
        List<LawRow> laws = study.data().laws();
        Map<String, String> labels = GroupText.shortLabels(laws.stream().map(LawRow::group).toList());
        List<Column> columns = List.of(
                new Column("target", "", Kind.TEXT),
                new Column("law", "linear a·S + b; power a·S^p; exponential c·(alpha^S − 1) + d; constant b",
                        Kind.TEXT),
                new Column("method", "joint: maximum likelihood on all trials; ols: least squares on shortest healthy"
                        + " lengths", Kind.TEXT),
                new Column("parameter", "", Kind.TEXT),
                new Column("value", "S in elements, T in tokens", Kind.NUMBER),
                new Column("95 % from", "", Kind.NUMBER),
                new Column("95 % to", "", Kind.NUMBER),
                new Column("in the paper's units", "S in 10⁶ elements, T in units of 1024 tokens", Kind.NUMBER),
                new Column("R²", "", Kind.NUMBER),
                new Column("AIC", "compared only within a method", Kind.NUMBER),
                new Column("AICc", "the same for few points; laws are ranked by it", Kind.NUMBER),
                new Column("points", "trials (joint) or thresholds", Kind.COUNT),
                new Column("criterion", "", Kind.TEXT),
                new Column("slice", "", Kind.TEXT),
                new Column("models", "what sets this family of models apart", Kind.TEXT));
        List<List<Object>> rows = laws.stream()
                .map(row -> row(row.target(), row.law(), row.method(), row.parameter(), row.value(), row.ciLow(),
                        row.ciHigh(), inPaperUnits(row, laws), row.r2(), row.aic(), row.aicc(), row.points(), row.criterion(),
                        row.slice(), labels.get(row.group())))
                .toList();
        return new Table("law-table", "Laws", "S in elements and T in tokens unless a column says otherwise.", columns,
                List.of("target", "law", "method"), rows, "No laws yet: they need thresholds of two state sizes.");
    }

    /** The parameter in the paper's units, which may depend on the law's other parameters; null for a law of a rival of S. */
    private static Double inPaperUnits(LawRow row, List<LawRow> laws) {
        if (!Law.X_UNIT.equals(row.xUnit())) {
            return null;
        }
        Law law = Law.of(row.law());
        Map<String, Double> values = new HashMap<>();
        for (LawRow other : laws) {
            boolean same = Objects.equals(other.target(), row.target()) && Objects.equals(other.group(), row.group())
                    && Objects.equals(other.criterion(), row.criterion()) && Objects.equals(other.slice(), row.slice())
                    && Objects.equals(other.method(), row.method()) && Objects.equals(other.law(), row.law());
            if (same && other.value() != null) {
                values.put(other.parameter(), other.value());
            }
        }
        int index = law.parameterNames().indexOf(row.parameter());
        return index < 0 || !values.keySet().containsAll(law.parameterNames()) ? null
                : law.inPaperUnits(law.parameterNames().stream().mapToDouble(values::get).toArray())[index];
    }

    private static Table sensitivity(List<Sensitivity> rows) {
        boolean families = rows.stream().map(Sensitivity::family).distinct().count() > 1;
        List<Column> columns = new ArrayList<>(List.of(
                new Column("criterion", "when a trial counts as collapsed", Kind.TEXT),
                new Column("slice", "which tokens are scored", Kind.TEXT),
                new Column("trials", "tested by this criterion", Kind.COUNT),
                new Column("collapsed", "trials", Kind.COUNT),
                new Column("placebo, %", "called collapsed where nothing can have collapsed", Kind.NUMBER),
                new Column("a, joint fit", "tokens an element", Kind.NUMBER),
                new Column("95 % from", "of a by the joint fit", Kind.NUMBER),
                new Column("95 % to", "of a by the joint fit", Kind.NUMBER),
                new Column("b, joint fit", "tokens", Kind.NUMBER),
                new Column("brackets", "thresholds of single seeds", Kind.COUNT),
                new Column("closed", "brackets with both ends", Kind.COUNT),
                new Column("a, least squares", "tokens an element", Kind.NUMBER),
                new Column("b, least squares", "tokens", Kind.NUMBER)));
        if (families) {
            columns.add(new Column("models", "what sets this family of models apart", Kind.TEXT));
        }
        List<List<Object>> cells = rows.stream().map(row -> {
            Estimate slope = row.joint() == null ? null : row.joint().parameter("a");
            List<Object> values = new ArrayList<>(row(row.name(), row.criterion().slice(), row.trials(),
                    row.collapsed(), 100 * row.placebo(), value(row.joint(), "a"), slope == null ? null : slope.ciLow(),
                    slope == null ? null : slope.ciHigh(), value(row.joint(), "b"), row.brackets(), row.closed(),
                    value(row.ols(), "a"), value(row.ols(), "b")));
            if (families) {
                values.add(row.family());
            }
            return values;
        }).toList();
        return new Table("sensitivity-table", "Sensitivity to the criterion",
                "The line T = a\u00b7S + b under other criteria, the sweep's own first, then without each of the sizes."
                        + " A law is worth quoting when its interval holds in every row.",
                columns, List.of(), cells, "No thresholds yet.");
    }

    private static Double value(LawFit fit, String parameter) {
        return fit == null ? null : fit.parameter(parameter).value();
    }

    private static Table runtimes(List<TrialRow> trials) {
        Map<Runtime, List<TrialRow>> byRuntime = trials.stream().collect(Collectors.groupingBy(
                trial -> new Runtime(trial.host(), trial.version(), trial.threads()), LinkedHashMap::new,
                Collectors.toList()));
        List<List<Object>> rows = byRuntime.entrySet().stream().map(entry -> {
            List<TrialRow> own = entry.getValue();
            Instant first = own.stream().map(TrialRow::startedAt).filter(Objects::nonNull).min(Instant::compareTo)
                    .orElse(null);
            Instant last = own.stream().map(TrialRow::finishedAt).filter(Objects::nonNull).max(Instant::compareTo)
                    .orElse(null);
            double seconds = own.stream().map(TrialRow::trainSeconds).filter(Objects::nonNull)
                    .mapToDouble(Double::doubleValue).sum();
            return row(entry.getKey().host(), entry.getKey().version(), entry.getKey().threads(), own.size(),
                    seconds / 3600, text(first), text(last));
        }).toList();
        return new Table("runtimes", "Versions and hosts", "",
                List.of(new Column("host", "", Kind.TEXT), new Column("version", "", Kind.TEXT),
                        new Column("threads", "a trial", Kind.COUNT), new Column("trials", "", Kind.COUNT),
                        new Column("training hours", "summed over trials", Kind.NUMBER),
                        new Column("first started", "UTC", Kind.TEXT), new Column("last finished", "UTC", Kind.TEXT)),
                List.of(), rows, "No trial has finished yet.");
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String outcome(TrialRow trial) {
        if ("failed".equals(trial.status())) {
            return "failed";
        }
        return trial.collapsed() == null ? "not tested" : trial.collapsed() ? "collapsed" : "healthy";
    }

    private static List<Object> column(Table table, int index) {
        List<Object> values = new ArrayList<>();
        table.rows().forEach(row -> values.add(row.get(index)));
        return values;
    }

    private static List<Object> pick(List<Object> row, List<Integer> columns) {
        List<Object> picked = new ArrayList<>();
        columns.forEach(column -> picked.add(row.get(column)));
        return picked;
    }

    static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }
}
