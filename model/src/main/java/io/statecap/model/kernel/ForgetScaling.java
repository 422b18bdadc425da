package io.statecap.model.kernel;

/**
 * Scaling of decay and input, a training-free change of the recurrence: "forget more, remember less" (arXiv 2410.07145,
 * section 3.2.2).
 *
 * @param logDecay added to every Δ·A: the logarithm of the factor on the decay
 * @param input    factor on the input, Δ·B·x
 */
public record ForgetScaling(double logDecay, float input) {

    public static final ForgetScaling NONE = new ForgetScaling(0, 1);
}
