package io.statecap.jobs.cli.output;

import io.statecap.analysis.text.Count;
import io.statecap.jobs.experiment.cost.DeviceShare;
import io.statecap.jobs.experiment.cost.SweepPlan;
import io.statecap.jobs.experiment.cost.Units;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A plan for the terminal. */
public final class PlanTable {

    private static final String ROW = "%-16s  %6s %6s %6s  %10s %10s  %7s %5s  %8s %9s %9s %9s %8s%n";

    private PlanTable() {}

    public static String text(SweepPlan plan) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, ROW, "trial", "dModel", "layers", "dState", "S", "parameters", "T",
                "seed", "tokens", "FLOP", "memory", "disk", "time"));
        for (SweepPlan.Cell cell : plan.trials()) {
            text.append(String.format(Locale.ROOT, ROW, cell.trialId(), cell.dModel(), cell.layers(), cell.dState(),
                    cell.stateSize(), cell.parameters(), cell.trainLength(), cell.seed(),
                    Units.count(cell.tokens()), Units.count(cell.flops()), Units.bytes(cell.memoryBytes()),
                    Units.bytes(cell.diskBytes()), Units.duration(cell.seconds())));
        }
        SweepPlan.Totals totals = plan.totals();
        text.append(String.format(Locale.ROOT, "%n%s, %s tokens, %sFLOP; memory %s at a time%s, disk %s; "
                        + "about %s on %s%n", Count.of(totals.trials(), "trial"), Units.count(totals.tokens()),
                Units.count(totals.flops()), Units.bytes(totals.memoryBytes()),
                totals.executors() == 1 ? "" : " on each executor", Units.bytes(totals.diskBytes()),
                Units.duration(totals.seconds()), machine(plan)));
        appendDevices(plan, text);
        appendMisfits(plan, text);
        text.append(String.format(Locale.ROOT, "times at %sFLOP/s a trial, %s%n", Units.count(plan.flopsPerSecond()),
                plan.rateSource()));
        if (plan.search().equals("bisect")) {
            text.append("search is bisect: only some of these trials will be run\n");
        }
        return text.toString();
    }

    private static String machine(SweepPlan plan) {
        String each = plan.device() == null ? Count.of(plan.totals().cores(), "core")
                : Count.of(Math.max(1, plan.device().devices()), "GPU");
        int executors = plan.totals().executors();
        return executors == 1 ? each : executors + " executors of " + each + " each";
    }

    /** What computes the trials, and how they share it. */
    private static void appendDevices(SweepPlan plan, StringBuilder text) {
        DeviceShare share = plan.device();
        if (share == null) {
            return;
        }
        double seconds = plan.trials().stream().mapToDouble(SweepPlan.Cell::seconds).sum();
        text.append(String.format(Locale.ROOT, "engine %s on %s (%s%s): up to %s of GPU memory a trial, %d side by side"
                        + " on each GPU, %.1f GPU hours together%n", share.engine(), share.device(),
                Units.bytes(share.deviceBytes()), share.devices() > 0 ? "" : "; this machine has none",
                Units.bytes(share.trialBytes()), share.trialsPerDevice(), seconds / share.trialsPerDevice() / 3600));
    }

    /** What the trials that cannot run would need. */
    private static void appendMisfits(SweepPlan plan, StringBuilder text) {
        List<SweepPlan.Cell> misfits = plan.trials().stream().filter(cell -> !cell.fits()).toList();
        if (misfits.isEmpty()) {
            return;
        }
        SweepPlan.Cell largest = misfits.stream().max(Comparator.comparingLong(SweepPlan.Cell::leastMemoryBytes))
                .orElseThrow();
        text.append(String.format(Locale.ROOT, "%d of them cannot run here: a trial may use %s, and the largest (%s) "
                        + "needs %s%s%s%n",
                misfits.size(), Units.bytes(plan.totals().trialMemoryBytes()), largest.label(),
                Units.bytes(largest.leastMemoryBytes()),
                largest.leastMemoryBytes() < largest.memoryBytes() ? " even with recomputation" : "",
                plan.device() != null ? ""
                        : "; larger executors, or more threads a trial, make room (--memory, --cores)"));
    }
}
