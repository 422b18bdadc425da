package io.statecap.analysis.law;

import io.statecap.analysis.table.TrialRow;
import java.util.function.ToDoubleFunction;

/** What a law is a function of: S, or a rival that grows with it in a sweep. */
public enum Variable {
    STATE_SIZE("S", Law.X_UNIT, TrialRow::stateSize),
    LAYERS("layers", "layers", TrialRow::layers),
    WIDTH("dModel", "channels", TrialRow::dModel),
    SIZE_A_LAYER("S/layers", "elements a layer", trial -> trial.stateSize() / (double) trial.layers());

    private final String text;
    private final String unit;
    private final ToDoubleFunction<TrialRow> value;

    Variable(String text, String unit, ToDoubleFunction<TrialRow> value) {
        this.text = text;
        this.unit = unit;
        this.value = value;
    }

    /** As in formulas. */
    public String text() {
        return text;
    }

    /** Value in the {@code x_unit} column. */
    public String unit() {
        return unit;
    }

    /** Of a trial's model. */
    public double of(TrialRow trial) {
        return value.applyAsDouble(trial);
    }
}
