package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads a sweep's configuration, strictly: everything wrong with it is reported at once. */
public final class ConfigReader {

    private ConfigReader() {}

    /**
     * Reads a file of JSON.
     *
     * @throws UsageException with one sentence for each thing that is wrong
     */
    public static SweepConfig read(Path file) {
        return read(file, Overrides.NONE);
    }

    /** Reads a file of JSON, with some fields set by the command line. */
    public static SweepConfig read(Path file, Overrides overrides) {
        // Some editors begin every file with a byte order mark.
        return parse(GivenPath.text(file).replaceFirst("^\ufeff", ""), file.toString(), overrides);
    }

    /**
     * Reads JSON text.
     *
     * @param origin what error messages call it, usually a file
     * @throws UsageException with one sentence for each thing that is wrong
     */
    public static SweepConfig parse(String json, String origin) {
        return parse(json, origin, Overrides.NONE);
    }

    static SweepConfig parse(String json, String origin, Overrides overrides) {
        return check(overrides.appliedTo(ConfigJson.parse(json, origin)), overrides.onTopOf(origin));
    }

    /** Checks a tree. */
    static SweepConfig check(JsonNode written, String origin) {
        List<String> problems = new ArrayList<>();
        ObjectNode resolved = new ConfigResolver(problems).resolve(written);
        // Editors look it up; nothing here reads it.
        resolved.remove("$schema");
        if (written.isObject()) {
            addDerivedSlices(written, resolved);
            new ConfigRules(written, resolved, problems).check();
        }
        if (!problems.isEmpty()) {
            throw new UsageException(problems.stream().map(problem -> origin + ": " + problem).toList());
        }
        return SweepConfig.of(resolved);
    }

    /** Recall has ages: where no slices are named, report on recent keys too, and on what the criterion judges. */
    private static void addDerivedSlices(JsonNode written, ObjectNode resolved) {
        boolean recallOnly = resolved.path("data").path(Section.KIND).asText().equals("recall");
        if (!recallOnly || written.path("probe").has("slices")) {
            return;
        }
        Set<String> names = new LinkedHashSet<>(List.of("all", "age<=8"));
        if (resolved.path("criterion").path("slice").isTextual()) {
            names.add(resolved.path("criterion").path("slice").textValue());
        }
        if (resolved.get("probe") instanceof ObjectNode probe) {
            ArrayNode slices = probe.putArray("slices");
            names.forEach(slices::add);
        }
    }
}
