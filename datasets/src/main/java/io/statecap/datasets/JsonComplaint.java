package io.statecap.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;

/** What a JSON parser has to complain of, in words for people. */
public final class JsonComplaint {

    /** The parser's own settings, which nobody who writes JSON can see or change. */
    private static final String SETTINGS =
            " ?\\([^()]*(Feature|StreamReadConstraints)[^()]*(\\(\\))?[^()]*\\)|[:,] (enable|not allowed as per) .*";

    private JsonComplaint() {}

    /** The first line, without a full stop. */
    public static String of(JsonProcessingException problem) {
        String said = problem.getOriginalMessage();
        return said == null ? "it cannot be read" : said.lines().findFirst().orElse("").replaceAll(SETTINGS, "")
                .replaceFirst("^Trailing token.*", "something follows the JSON").replaceFirst("\\.$", "");
    }
}
