package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.common.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells whether a results folder belongs to a configuration, from the {@code sweep.json} in it. */
public final class SweepIdentity {

    private static final String CONFIG = "config";
    private static final Set<String> FREE = Set.of("$.search", "$.criterion", "$.execution", "$.training.seed");
    private static final String PRECISION = "$.training.precision";
    private static final String CHECKPOINT = "$.model." + Pretrained.PATH;

    private SweepIdentity() {}

    /**
     * The text of {@code sweep.json}: the resolved configuration, results version, version and git commit.
     *
     * @param overrides what the command line set in the configuration, for the reader; it is resolved already
     */
    public static String sweepJson(SweepConfig config, List<String> overrides, BuildInfo build) {
        ObjectNode sweep = JsonNodeFactory.instance.objectNode();
        sweep.set(CONFIG, config.resolved());
        sweep.put(Trial.RESULTS_VERSION_FIELD, Trial.RESULTS_VERSION);
        sweep.put("version", build.version());
        sweep.put("commit", build.commit());
        if (!overrides.isEmpty()) {
            overrides.forEach(sweep.putArray("set")::add);
        }
        return sweep.toPrettyString() + "\n";
    }

    /**
     * The configuration in a {@code sweep.json}.
     *
     * @param sweepJson text of that file
     * @param origin    what error messages call it, usually that file
     * @throws UsageException if it is damaged
     */
    public static SweepConfig configOf(String sweepJson, String origin) {
        return ConfigReader.check(stored(sweepJson, origin).get(CONFIG), origin + ", config");
    }

    /**
     * Checks that a results folder holds this sweep: equal but for grid lists, seeds, search, criterion and execution.
     * A single value and a list that holds it count as one grid list, widened or narrowed.
     *
     * @param sweepJson text of the folder's {@code sweep.json}
     * @param origin    what error messages call it, usually that file
     * @param config    the configuration now asked for
     * @throws UsageException naming each path that differs, with both values
     */
    public static void requireSame(String sweepJson, String origin, SweepConfig config) {
        JsonNode sweep = stored(sweepJson, origin);
        List<String> problems = new ArrayList<>();
        JsonNode resultsVersion = sweep.path(Trial.RESULTS_VERSION_FIELD);
        if (!resultsVersion.isIntegralNumber() || resultsVersion.longValue() != Trial.RESULTS_VERSION) {
            problems.add(origin + ": the folder holds trials of results version " + text(resultsVersion)
                    + ", but this version of statecap makes " + Trial.RESULTS_VERSION
                    + "; choose another output folder.");
        }
        List<String> differences = new ArrayList<>();
        compare(Section.ROOT, "$", sweep.get(CONFIG), config.resolved(), differences);
        differences.forEach(difference -> problems.add(origin + ": the folder belongs to another sweep: "
                + difference + "; choose another output folder or make them equal."));
        if (!problems.isEmpty()) {
            throw new UsageException(problems);
        }
    }

    private static JsonNode stored(String sweepJson, String origin) {
        JsonNode sweep = ConfigJson.parse(sweepJson, origin);
        if (!sweep.path(CONFIG).isObject()) {
            throw new UsageException(origin + ": $.config is " + text(sweep.path(CONFIG))
                    + ", but must be the object that statecap wrote.");
        }
        return sweep;
    }

    private static void compare(Section section, String parent, JsonNode stored, JsonNode asked,
                                List<String> differences) {
        Map<String, Field> known = section.allFields().stream()
                .collect(Collectors.toMap(Field::name, field -> field, (one, other) -> one));
        Set<String> names = new TreeSet<>();
        stored.fieldNames().forEachRemaining(names::add);
        asked.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            String path = parent + "." + name;
            Field field = known.get(name);
            JsonNode now = asked.path(name);
            // A field that came later had its default.
            JsonNode old = path.equals(PRECISION) && !stored.has(name) ? field.fallback()
                    : stored.path(name);
            if (FREE.contains(path) || path.equals(CHECKPOINT) && identified(stored) && identified(asked)
                    || belongsToAddedKind(section, stored, asked, name)) {
                continue;
            }
            if (field != null && field.section() != null && old.isObject() && now.isObject()) {
                compare(field.section(), path, old, now, differences);
                continue;
            }
            if (field == null || !sameAxis(field, old, now)) {
                differences.add(path + " is " + text(old) + " there and " + text(now) + " now");
            }
        }
    }

    /** Whether a field is there on one side only because the list of kinds is longer there. */
    private static boolean belongsToAddedKind(Section section, JsonNode stored, JsonNode asked, String name) {
        return stored.has(name) != asked.has(name)
                && !text(stored.path(Section.KIND)).equals(text(asked.path(Section.KIND)))
                && !section.kindsWith(name).isEmpty();
    }

    private static boolean sameAxis(Field field, JsonNode old, JsonNode now) {
        if (old.isMissingNode() || now.isMissingNode()) {
            return false;
        }
        if (field.isGridList(old) && field.isGridList(now)) {
            return true;
        }
        Set<String> before = values(field, old);
        Set<String> after = values(field, now);
        return before.containsAll(after) || after.containsAll(before);
    }

    private static Set<String> values(Field field, JsonNode value) {
        return Section.values(field, value).stream().map(one -> text(withoutPath(one))).collect(Collectors.toSet());
    }

    /** Whether a model's checkpoint is known by its content, so that it may lie elsewhere now. */
    private static boolean identified(JsonNode model) {
        return !model.path(Pretrained.WEIGHTS).asText().isEmpty();
    }

    private static JsonNode withoutPath(JsonNode value) {
        return value instanceof ObjectNode object && identified(object)
                ? object.deepCopy().without(Pretrained.PATH) : value;
    }

    private static String text(JsonNode value) {
        return value instanceof MissingNode ? "absent" : CanonicalJson.text(value);
    }
}
