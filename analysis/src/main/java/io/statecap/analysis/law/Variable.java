package io.statecap.analysis.law;

/** What a law is a function of: S, or a rival that grows with it in a sweep. */
public enum Variable {
    STATE_SIZE("S", Law.X_UNIT),
    LAYERS("layers", "layers"),
    WIDTH("dModel", "channels"),
    SIZE_A_LAYER("S/layers", "elements a layer");

    private final String text;
    private final String unit;

    Variable(String text, String unit) {
        this.text = text;
        this.unit = unit;
    }

    /** As in formulas. */
    public String text() {
        return text;
    }

    /** Value in the {@code x_unit} column. */
    public String unit() {
        return unit;
    }
}
