package io.statecap.jobs.cli;

import io.statecap.jobs.sweep.SweepPlan;
import io.statecap.jobs.sweep.Units;
import java.util.Locale;

/** A plan for the terminal. */
final class PlanTable {

    private static final String ROW = "%-16s  %6s %6s %6s  %10s %10s  %7s %5s  %8s %9s %9s %9s %8s%n";

    private PlanTable() {}

    static String text(SweepPlan plan) {
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
        text.append(String.format(Locale.ROOT, "%n%d trials, %s tokens, %sFLOP; memory %s at a time, disk %s; "
                        + "about %s on %d cores%n", totals.trials(), Units.count(totals.tokens()),
                Units.count(totals.flops()), Units.bytes(totals.memoryBytes()), Units.bytes(totals.diskBytes()),
                Units.duration(totals.seconds()), totals.cores()));
        text.append(String.format(Locale.ROOT, "times at %sFLOP/s a trial, %s%n", Units.count(plan.flopsPerSecond()),
                plan.rateSource()));
        if (plan.search().equals("bisect")) {
            text.append("search is bisect: only some of these trials will be run\n");
        }
        return text.toString();
    }
}
