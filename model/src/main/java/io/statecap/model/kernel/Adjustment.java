package io.statecap.model.kernel;

/**
 * Training-free change of the recurrence: "forget more, remember less" (arXiv 2410.07145, section 3.2.2).
 *
 * @param logDecay added to every Δ·A: the logarithm of the factor on the decay
 * @param input    factor on what is inserted, Δ·B·x
 */
public record Adjustment(double logDecay, float input) {

    public static final Adjustment NONE = new Adjustment(0, 1);
}
