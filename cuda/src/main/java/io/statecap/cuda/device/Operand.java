package io.statecap.cuda.device;

/** How an operand of a matrix product is stored. */
public enum Operand {
    FLOAT("float", 4, 0),
    BF16("bf16", 2, 14),
    FP16("fp16", 2, 2);

    private final String text;
    private final int bytes;
    /** cuBLAS' number of it. */
    final int type;

    Operand(String text, int bytes, int type) {
        this.text = text;
        this.bytes = bytes;
        this.type = type;
    }

    public int bytes() {
        return bytes;
    }

    /** As the kernels name it. */
    @Override
    public String toString() {
        return text;
    }
}
