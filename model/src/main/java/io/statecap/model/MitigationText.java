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
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        Map<String, String> given = colon < 0 ? new LinkedHashMap<>() : parameters(text, text.substring(colon + 1));
        try {
            Mitigation parsed = switch (name) {
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
                default -> throw new IllegalArgumentException("there is no mitigation '" + name + "'");
            };
            if (!given.isEmpty()) {
                throw new IllegalArgumentException("'" + given.keySet().iterator().next()
                        + "' is not one of its parameters");
            }
            return parsed;
        } catch (IllegalArgumentException e) {
            throw refused(text, e.getMessage());
        }
    }

    private static Map<String, String> parameters(String text, String list) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String parameter : list.split(",", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 1 || given.put(parameter.substring(0, equals), parameter.substring(equals + 1)) != null) {
                throw refused(text, "'" + parameter + "' is no parameter of its own with a value");
            }
        }
        return given;
    }

    /**
     * Takes a parameter out of those given.
     *
     * @param fallback value where it is left out; null where it must be given
     */
    private static double number(Map<String, String> given, String name, Double fallback) {
        String value = given.remove(name);
        if (value == null && fallback == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        try {
            return value == null ? fallback : Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is '" + value + "', but must be a number");
        }
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException("the mitigation '" + text + "' must be " + ALLOWED + ": " + why);
    }
}
