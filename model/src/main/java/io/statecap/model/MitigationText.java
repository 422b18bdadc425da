package io.statecap.model;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads mitigations as the command line, configurations and tables write them. */
public final class MitigationText {

    /** What may be written, to end a sentence that began with "must be". */
    public static final String ALLOWED =
            "none, forget[:decay=D,input=I], normalise:limit=P or window:tokens=R";

    private MitigationText() {}

    /**
     * A mitigation from, for example, {@code forget:decay=0.9999,input=0.75}. Parameters of {@code forget} that are
     * left out are the paper's, those of the others must be given.
     *
     * @throws IllegalArgumentException with a sentence that names the text and what is allowed
     */
    public static Mitigation parse(String text) {
        String[] nameAndList = text.split(":", 2);
        try {
            Map<String, Double> given = nameAndList.length == 1 ? new LinkedHashMap<>() : numbers(nameAndList[1]);
            Mitigation parsed = switch (nameAndList[0]) {
                case "none" -> Mitigation.NONE;
                case "forget" -> new Mitigation.Forget(number(given, "decay", Mitigation.Forget.PAPER.decay()),
                        number(given, "input", Mitigation.Forget.PAPER.input()));
                case "normalise" -> new Mitigation.Normalise(number(given, "limit", null));
                case "window" -> {
                    double tokens = number(given, "tokens", null);
                    if (tokens != Math.rint(tokens)) {
                        throw new IllegalArgumentException("tokens must be a whole number, not " + tokens);
                    }
                    yield new Mitigation.Window((int) Math.min(tokens, Integer.MAX_VALUE));
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
                    + e.getMessage());
        }
    }

    private static Map<String, Double> numbers(String list) {
        Map<String, Double> given = new LinkedHashMap<>();
        for (String parameter : list.split(",", -1)) {
            String[] nameAndValue = parameter.split("=", 2);
            String name = nameAndValue[0];
            if (nameAndValue.length == 1 || name.isEmpty() || given.containsKey(name)) {
                throw new IllegalArgumentException("'" + parameter + "' is no parameter of its own with a value");
            }
            try {
                given.put(name, Double.valueOf(nameAndValue[1]));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + " is '" + nameAndValue[1] + "', but must be a number");
            }
        }
        return given;
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
}
