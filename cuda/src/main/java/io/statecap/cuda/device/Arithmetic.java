package io.statecap.cuda.device;

/** How matrix products are computed, and what their stored operands are. Sums are float32 in each. */
public enum Arithmetic {
    /** Float32 products, every one of them rounded once. */
    FLOAT32(69, false),
    /** Operands rounded to 11 bits on their way into the tensor cores. */
    TF32(77, false),
    /** Operands stored as bf16. */
    BF16(68, true);

    /** cuBLAS' number of the compute type. */
    final int compute;
    private final boolean bf16;

    Arithmetic(int compute, boolean bf16) {
        this.compute = compute;
        this.bf16 = bf16;
    }

    public boolean bf16() {
        return bf16;
    }

    /** Bytes of a stored operand. */
    public int bytes() {
        return bf16 ? 2 : 4;
    }

    /** The kernels' macro. */
    public String macro() {
        return "T_ACT=" + (bf16 ? "bf16" : "float");
    }
}
