package io.statecap.model;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * A training-free change of the recurrence {@code h_t = exp(Δ_t·A)·h_{t−1} + Δ_t·B_t·x_tᵀ} that keeps the state from
 * being overfilled (arXiv 2410.07145, section 3.2.2 and, for {@link Normalise}, its first version). It applies to every
 * head of every layer; {@code y_t = C_t·h_t} reads the changed state.
 */
public sealed interface Mitigation extends Serializable {

    /** The model as it is. */
    Mitigation NONE = new None();

    /** Shortest text that {@link MitigationText#parse} turns into this: the value of the column {@code mitigation}. */
    String text();

    /** No change. */
    record None() implements Mitigation {
        @Override
        public String text() {
            return "none";
        }
    }

    /**
     * Forget more, remember less: {@code h_t = decay·exp(Δ_t·A)·h_{t−1} + input·Δ_t·B_t·x_tᵀ}.
     *
     * @param decay factor on the decay, above 0 and at most 1
     * @param input factor on what is inserted, above 0 and at most 1
     */
    record Forget(double decay, double input) implements Mitigation {

        /** The paper's factors. */
        static final Forget PAPER = new Forget(0.9999, 0.75);

        public Forget {
            share("decay", decay);
            share("input", input);
        }

        private static void share(String name, double value) {
            if (!(value > 0 && value <= 1)) {
                throw new IllegalArgumentException(name + " must be above 0 and at most 1, not " + value);
            }
        }

        @Override
        public String text() {
            return equals(PAPER) ? "forget" : "forget:decay=" + plain(decay) + ",input=" + plain(input);
        }
    }

    /**
     * State normalisation: after each update a head's state whose Frobenius norm over [headDim, dState] exceeds
     * {@code limit} is scaled to that norm.
     *
     * @param limit largest norm, above 0
     */
    record Normalise(double limit) implements Mitigation {
        public Normalise {
            if (!(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("limit must be above 0, not " + limit);
            }
        }

        @Override
        public String text() {
            return "normalise:limit=" + plain(limit);
        }
    }

    /**
     * Sliding window: the state holds the last {@code tokens} inputs of its layer and nothing older,
     * {@code h_t − (Π_{j=t−r+1…t} exp(Δ_j·A))·h_{t−r}} of the unchanged recurrence over the same inputs.
     *
     * @param tokens r, at least 1
     */
    record Window(int tokens) implements Mitigation {

        /** Limit that keeps every buffer of a window within one array. */
        static final int MOST_TOKENS = 1 << 24;

        public Window {
            if (tokens < 1 || tokens > MOST_TOKENS) {
                throw new IllegalArgumentException("tokens must be from 1 to " + MOST_TOKENS + ", not " + tokens);
            }
        }

        @Override
        public String text() {
            return "window:tokens=" + tokens;
        }
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
