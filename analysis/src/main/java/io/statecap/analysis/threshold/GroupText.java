package io.statecap.analysis.threshold;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The {@code group} column holds every grid axis but training length and seed, as {@code section.field=value} with
 * blanks between them. A threshold belongs to one full group: two models of equal state size but different shape are
 * never pooled. A law, though, runs over state sizes, so it joins the groups that differ in nothing but the axes that
 * make the state size. This is the only place that knows which axes those are.
 */
public final class GroupText {

    private static final Set<String> SIZE_AXES = Set.of("dState", "dModel", "layers", "headDim", "expand", "dConv");
    /** Parts between blanks, commas or semicolons that are not inside brackets or quotes. */
    private static final Pattern AXIS = Pattern.compile("(?:\"[^\"]*\"|\\[[^]]*]|[^ ,;\"\\[])+");
    private static final Pattern SECTION = Pattern.compile("(?<![\\w.])(?:model|data|training)\\.");

    private GroupText() {}

    /** The group without the axes that make the state size. */
    public static String withoutSizes(String group) {
        return axes(group).stream().filter(axis -> !SIZE_AXES.contains(axis.replaceFirst("=.*", "")
                .replaceFirst(".*\\.", ""))).collect(Collectors.joining(" "));
    }

    /**
     * Short names of groups: what is left of each when the axes that all of them share are taken away. A single group
     * has the empty name.
     */
    public static Map<String, String> labels(Collection<String> groups) {
        Map<String, List<String>> axes = new LinkedHashMap<>();
        groups.forEach(group -> axes.computeIfAbsent(group, GroupText::axes));
        Set<String> shared = new HashSet<>(axes.isEmpty() ? List.of() : axes.values().iterator().next());
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

    private static List<String> axes(String group) {
        return group == null ? List.of() : AXIS.matcher(group).results().map(MatchResult::group).toList();
    }
}
