package io.statecap.jobs.results;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.util.List;

/**
 * A table of a results directory: its name, the record type of its rows and how it lies on disk.
 *
 * @param name the table's name, also of its folder or file
 * @param rowType the record type of its rows
 * @param perTrial whether it is a folder with one file a trial; otherwise it is one file under {@code fits/}
 * @param <R> the record type of its rows
 */
public record Table<R>(String name, Class<R> rowType, boolean perTrial) {

    public static final Table<TrialRow> TRIALS = new Table<>("trials", TrialRow.class, true);
    public static final Table<CurveRow> CURVES = new Table<>("curves", CurveRow.class, true);
    public static final Table<TrainingRow> TRAINING = new Table<>("training", TrainingRow.class, true);
    public static final Table<PasskeyRow> PASSKEY = new Table<>("passkey", PasskeyRow.class, true);
    public static final Table<StateRow> STATES = new Table<>("states", StateRow.class, true);
    public static final Table<GateRow> GATES = new Table<>("gates", GateRow.class, true);
    public static final Table<ThresholdRow> THRESHOLDS = new Table<>("thresholds", ThresholdRow.class, false);
    public static final Table<LawRow> LAWS = new Table<>("laws", LawRow.class, false);
    public static final Table<HorizonRow> HORIZONS = new Table<>("horizons", HorizonRow.class, false);

    /** The tables that have a file a trial. */
    public static List<Table<?>> ofTrials() {
        return all().stream().filter(Table::perTrial).toList();
    }

    /** Every table of a results directory. */
    public static List<Table<?>> all() {
        return List.of(TRIALS, CURVES, TRAINING, PASSKEY, STATES, GATES, THRESHOLDS, LAWS, HORIZONS);
    }
}
