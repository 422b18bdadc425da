package io.statecap.jobs.cli.output;

import io.statecap.analysis.text.Count;
import io.statecap.analysis.view.Document;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import io.statecap.jobs.experiment.cost.DeviceShare;
import io.statecap.jobs.experiment.cost.SweepPlan;
import io.statecap.jobs.experiment.cost.Units;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A plan for the terminal. */
public final class PlanTable {

    private PlanTable() {}

    public static Document text(SweepPlan plan) {
        Document text = new Document().table(List.of(
                Column.of("trial", "", Kind.TEXT, SweepPlan.Cell::trialId),
                Column.of("dModel", "", Kind.COUNT, SweepPlan.Cell::dModel),
                Column.of("layers", "", Kind.COUNT, SweepPlan.Cell::layers),
                Column.of("dState", "", Kind.COUNT, SweepPlan.Cell::dState),
                Column.of("S", "", Kind.COUNT, SweepPlan.Cell::stateSize),
                Column.of("parameters", "", Kind.COUNT, SweepPlan.Cell::parameters),
                Column.of("T", "", Kind.COUNT, SweepPlan.Cell::trainLength),
                Column.of("seed", "", Kind.COUNT, SweepPlan.Cell::seed),
                Column.of("tokens", "", Kind.TEXT, cell -> Units.count(cell.tokens())),
                Column.of("FLOP", "", Kind.TEXT, cell -> Units.count(cell.flops())),
                Column.of("memory", "", Kind.TEXT, cell -> Units.bytes(cell.memoryBytes())),
                Column.of("disk", "", Kind.TEXT, cell -> Units.bytes(cell.diskBytes())),
                Column.of("time", "", Kind.TEXT, cell -> Units.duration(cell.seconds()))), plan.trials(), 0).gap();
        SweepPlan.Totals totals = plan.totals();
        text.heading(String.format(Locale.ROOT, "%s, %s tokens, %sFLOP; memory %s at a time%s, disk %s; "
                        + "about %s on %s", Count.of(totals.trials(), "trial"), Units.count(totals.tokens()),
                Units.count(totals.flops()), Units.bytes(totals.memoryBytes()),
                totals.executors() == 1 ? "" : " on each executor", Units.bytes(totals.diskBytes()),
                Units.duration(totals.seconds()), machine(plan)));
        appendDevices(plan, text);
        appendMisfits(plan, text);
        text.heading(String.format(Locale.ROOT, "times at %sFLOP/s a trial, %s", Units.count(plan.flopsPerSecond()),
                plan.rateSource()));
        if (plan.search().equals("bisect")) {
            text.heading("search is bisect: only some of these trials will be run");
        }
        return text;
    }

    private static String machine(SweepPlan plan) {
        String each = plan.device() == null ? Count.of(plan.totals().cores(), "core")
                : Count.of(Math.max(1, plan.device().devices()), "GPU");
        int executors = plan.totals().executors();
        return executors == 1 ? each : executors + " executors of " + each + " each";
    }

    /** What computes the trials, and how they share it. */
    private static void appendDevices(SweepPlan plan, Document text) {
        DeviceShare share = plan.device();
        if (share == null) {
            return;
        }
        double seconds = plan.trials().stream().mapToDouble(SweepPlan.Cell::seconds).sum();
        text.heading(String.format(Locale.ROOT, "engine %s on %s (%s%s): up to %s of GPU memory a trial, %d side by side"
                        + " on each GPU, %.1f GPU hours together", share.engine(), share.device(),
                Units.bytes(share.deviceBytes()), share.devices() > 0 ? "" : "; this machine has none",
                Units.bytes(share.trialBytes()), share.trialsPerDevice(), seconds / share.trialsPerDevice() / 3600));
    }

    /** What the trials that cannot run would need. */
    private static void appendMisfits(SweepPlan plan, Document text) {
        List<SweepPlan.Cell> misfits = plan.trials().stream().filter(cell -> !cell.fits()).toList();
        if (misfits.isEmpty()) {
            return;
        }
        SweepPlan.Cell largest = misfits.stream().max(Comparator.comparingLong(SweepPlan.Cell::leastMemoryBytes))
                .orElseThrow();
        text.heading(String.format(Locale.ROOT, "%d of them cannot run here: a trial may use %s, and the largest (%s) "
                        + "needs %s%s%s",
                misfits.size(), Units.bytes(plan.totals().trialMemoryBytes()), largest.label(),
                Units.bytes(largest.leastMemoryBytes()),
                largest.leastMemoryBytes() < largest.memoryBytes() ? " even with recomputation" : "",
                plan.device() != null ? ""
                        : "; larger executors, or more threads a trial, make room (--memory, --cores)"));
    }
}
