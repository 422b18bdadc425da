package io.statecap.cuda.device;

/** How matrix products are computed, and what their stored operands are. Sums are float32 in each. */
public enum Arithmetic {
    /** Float32 products, every one of them rounded once. */
    FLOAT32(69, Operand.FLOAT, Operand.FLOAT),
    /** Operands rounded to 11 bits on their way into the tensor cores. */
    TF32(77, Operand.FLOAT, Operand.FLOAT),
    /** Operands stored as bf16. */
    BF16(68, Operand.BF16, Operand.FP16);

    /** cuBLAS' number of the compute type. */
    final int compute;
    private final Operand operand;
    private final Operand scored;

    Arithmetic(int compute, Operand operand, Operand scored) {
        this.compute = compute;
        this.operand = operand;
        this.scored = scored;
    }

    public boolean bf16() {
        return operand == Operand.BF16;
    }

    public Operand operand() {
        return operand;
    }

    /**
     * Operands and logits of the head in reading. They are within the range of fp16, whose roundings are an eighth of
     * those of bf16.
     */
    public Operand scored() {
        return scored;
    }

    /** Bytes of a stored operand. */
    public int bytes() {
        return operand.bytes();
    }

    /** The kernels' macro. */
    public String macro() {
        return "T_ACT=" + operand;
    }
}
