package io.statecap.analysis.threshold;

import java.util.regex.Pattern;

/**
 * The {@code group} column holds every grid axis but training length and seed. A threshold belongs to one full group:
 * two models of equal state size but different shape are never pooled. A law, though, runs over state sizes, so it
 * joins the groups that differ in nothing but the axes that make the state size. This is the only place that knows
 * which axes those are.
 */
public final class GroupText {

    private static final Pattern SIZE_AXIS = Pattern.compile(
            "(?<![\\w.])\"?(?:\\w+[./])*(?:dState|d_state|dModel|d_model|layers|headDim|head_dim|expand|dConv|d_conv)\"?"
                    + "\\s*[=:]\\s*(?:\"[^\"]*\"|[^,;}\\s]+)\\s*[,;]?\\s*");
    private static final Pattern DANGLING_SEPARATOR = Pattern.compile("\\s*[,;]\\s*(?=}|$)");

    private GroupText() {}

    /**
     * The group without {@code dState}, {@code dModel}, {@code layers}, {@code headDim}, {@code expand} and
     * {@code dConv}; understands {@code path=value} lists and JSON objects.
     */
    public static String withoutSizes(String group) {
        if (group == null) {
            return "";
        }
        String rest = SIZE_AXIS.matcher(group).replaceAll("");
        rest = DANGLING_SEPARATOR.matcher(rest).replaceAll("").strip();
        return rest.equals("{}") ? "" : rest;
    }
}
