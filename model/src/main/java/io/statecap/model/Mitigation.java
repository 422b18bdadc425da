package io.statecap.model;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training-free change of the recurrence {@code h_t = exp(Δ_t·A)·h_{t−1} + Δ_t·B_t·x_tᵀ} that keeps the state from
 * being overfilled (arXiv 2410.07145, section 3.2.2 and, for {@link Normalise}, its first version). It applies to every
 * head of every layer; {@code y_t = C_t·h_t} reads the changed state.
 */
public sealed interface Mitigation extends Serializable {

    /** The model as it is. */
    Mitigation NONE = new None();

    /** What texts may be, to end a sentence that began with "must be". */
    String ALLOWED = "none, forget[:decay=D,input=I], normalise:limit=P or window:tokens=R";

    /** Shortest text that {@link #parse} turns into this: the value of the column {@code mitigation}. */
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

    /**
     * A mitigation from, for example, {@code forget:decay=0.9999,input=0.75}. Parameters of {@code forget} that are
     * left out are the paper's, those of the others must be given.
     *
     * @throws IllegalArgumentException with a sentence that names the text and what is allowed
     */
    static Mitigation parse(String text) {
        String[] nameAndList = text.split(":", 2);
        try {
            Map<String, Double> given = new LinkedHashMap<>();
            for (String parameter : nameAndList.length == 1 ? new String[0] : nameAndList[1].split(",", -1)) {
                String[] nameAndValue = parameter.split("=", 2);
                given.put(nameAndValue[0], Double.valueOf(nameAndValue[nameAndValue.length - 1]));
            }
            Mitigation parsed = switch (nameAndList[0]) {
                case "none" -> NONE;
                case "forget" -> new Forget(number(given, "decay", Forget.PAPER.decay()),
                        number(given, "input", Forget.PAPER.input()));
                case "normalise" -> new Normalise(number(given, "limit", null));
                case "window" -> {
                    double tokens = number(given, "tokens", null);
                    if (tokens != Math.rint(tokens)) {
                        throw new IllegalArgumentException("tokens must be a whole number, not " + tokens);
                    }
                    yield new Window((int) Math.min(tokens, Integer.MAX_VALUE));
                }
                default -> throw new IllegalArgumentException("there is no mitigation '" + nameAndList[0] + "'");
            };
            if (!given.isEmpty()) {
                throw new IllegalArgumentException("'" + given.keySet().iterator().next()
                        + "' is not one of its parameters");
            }
            return parsed;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the mitigation '" + text + "' must be " + ALLOWED + ": "
                    + (e instanceof NumberFormatException ? "a parameter is its name, = and a number"
                    : e.getMessage()));
        }
    }

    /** Takes a parameter out of those given; one without a {@code fallback} must be there. */
    private static double number(Map<String, Double> given, String name, Double fallback) {
        Double value = given.getOrDefault(name, fallback);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        given.remove(name);
        return value;
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
