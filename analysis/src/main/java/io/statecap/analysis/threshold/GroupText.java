package io.statecap.analysis.threshold;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The {@code group} column holds every grid axis but training length and seed. A threshold belongs to one full group:
 * two models of equal state size but different shape are never pooled. A law, though, runs over state sizes, so it
 * joins the groups that differ in nothing but the axes that make the state size. This is the only place that knows
 * which axes those are.
 */
public final class GroupText {

    private static final Pattern SIZE_AXIS = Pattern.compile(
            "(?<![\\w.])\"?(?:\\w+[./])*"
                    + "(?:dState|d_state|dModel|d_model|layers|headDim|head_dim|expand|dConv|d_conv)\"?"
                    + "\\s*[=:]\\s*(?:\"[^\"]*\"|[^,;}\\s]+)\\s*[,;]?\\s*");
    private static final Pattern SECTION = Pattern.compile("(?<![\\w.])(?:model|data|training)\\.");
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

    /**
     * Short names of groups: what is left of each when the axes that all of them share are taken away. A single group
     * has the empty name.
     */
    public static Map<String, String> labels(Collection<String> groups) {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        groups.forEach(group -> axes.computeIfAbsent(group, GroupText::axes));
        Set<String> shared = new LinkedHashSet<>(axes.isEmpty() ? List.of() : axes.values().iterator().next());
        axes.values().forEach(shared::retainAll);
        Map<String, String> labels = new LinkedHashMap<>();
        axes.forEach((group, all) -> labels.put(group,
                all.stream().filter(axis -> !shared.contains(axis)).collect(Collectors.joining(" "))));
        return labels;
    }

    /** As {@link #labels}, without the sections of the configuration: {@code layers=4} for {@code model.layers=4}. */
    public static Map<String, String> shortLabels(Collection<String> groups) {
        Map<String, String> labels = labels(groups);
        labels.replaceAll((group, label) -> SECTION.matcher(label).replaceAll(""));
        return labels;
    }

    /** Parts between blanks, commas or semicolons that are not inside brackets or quotes. */
    private static List<String> axes(String group) {
        List<String> axes = new ArrayList<>();
        StringBuilder axis = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (char c : (group == null ? "" : group).toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && "[{(".indexOf(c) >= 0) {
                depth++;
            } else if (!quoted && "]})".indexOf(c) >= 0) {
                depth--;
            }
            if (depth == 0 && !quoted && (c == ' ' || c == ',' || c == ';')) {
                add(axes, axis);
            } else {
                axis.append(c);
            }
        }
        add(axes, axis);
        return axes;
    }

    private static void add(List<String> axes, StringBuilder axis) {
        if (axis.length() > 0) {
            axes.add(axis.toString());
            axis.setLength(0);
        }
    }
}
