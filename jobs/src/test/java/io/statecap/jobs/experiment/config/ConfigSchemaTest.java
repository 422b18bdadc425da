package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigSchemaTest {

    private static final Path FILE = Configs.conf().resolve("schema.json");

    /** The reader knows some of JSON Schema only, and takes these for granted. */
    @Test
    void everyFieldHasATypeADefaultOrIsRequiredAndListsAreOfTheSameValues() {
        Set<String> paths = new TreeSet<>();
        check("$", Section.ROOT, paths);
        assertTrue(paths.containsAll(List.of("$.model.dState", "$.probe.buckets.width", "$.data.corpus")),
                paths.toString());
    }

    private static void check(String parent, Section section, Set<String> paths) {
        for (Field field : section.allFields()) {
            String path = parent + "." + field.name();
            paths.add(path);
            if (field.schema().has("anyOf")) {
                assertEquals(field.schema().at("/anyOf/0"), field.schema().at("/anyOf/1/items"), path);
            }
            if (field.section() != null) {
                check(path, field.section(), paths);
            } else {
                assertFalse(field.allowed().isBlank(), path);
                assertEquals(field.required(), field.fallback() == null, path);
                assertTrue(field.required() || field.type().accepts(field.schema().get("default")), path);
            }
        }
    }

    @Test
    void everyFieldHasADescription() throws IOException {
        JsonNode schema = ConfigJson.trusted(Files.readString(FILE));
        for (JsonNode properties : schema.findValues("properties")) {
            properties.properties().stream()
                    .filter(property -> property.getValue().isObject() && !property.getValue().has("const"))
                    .forEach(property -> assertFalse(
                            property.getValue().path("description").asText().isBlank(), property.getKey()));
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedConfigurationsAreValid(Path file) throws IOException {
        assertEquals(List.of(), errors(Files.readString(file)));
        assertEquals("./schema.json", ConfigJson.trusted(Files.readString(file)).path("$schema").asText());
        SweepConfig config = ConfigReader.read(file);
        assertEquals(file.getFileName().toString(), config.name() + ".json");
        assertEquals(List.of(), errors(config.resolvedJson()), "with defaults filled in");
        assertFalse(config.trials().isEmpty());
    }

    /** Sizes as arXiv 2410.07145, table 2, prints them, and the 1.1M model of its figure. */
    @Test
    void thePapersConfigurationHasThePapersStateSizes() {
        List<String> sizes = ConfigReader.read(Configs.conf().resolve("paper.json")).trials().stream()
                .map(trial -> String.format(Locale.ROOT, "%.1f", trial.model().stateSize() / 1e6))
                .distinct().toList();
        assertEquals(List.of("0.8", "1.1", "1.6", "2.4", "4.8", "12.9", "19.3"), sizes);
    }

    static Stream<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Configs.conf())) {
            return files.filter(file -> file.toString().endsWith(".json") && !file.equals(FILE)).sorted().toList()
                    .stream();
        }
    }

    /** What the reader refuses by looking at one field, the schema refuses too. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("io.statecap.jobs.experiment.config.BadConfigTest#mistakes")
    void refusesWhatTheReaderRefuses(String sentence, List<String> pathsAndValues) throws IOException {
        boolean needsArithmetic = sentence.contains("(expand ") || sentence.contains(" at $.")
                || sentence.contains("together with") || sentence.contains("for data of kind")
                || sentence.contains("since data of kind") || sentence.contains("buckets.")
                || sentence.contains("spans a grid") || sentence.contains("[16,1]")
                || sentence.contains("the checkpoint to probe") || sentence.contains("several checkpoints")
                || sentence.contains("be left out where") || sentence.contains("for passkeys")
                || sentence.contains("more than once");
        boolean valid = errors(Configs.with(pathsAndValues.toArray(String[]::new))).isEmpty();
        assertEquals(needsArithmetic && !sentence.contains("belongs to kind"), valid);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "training.length|64.0", "training.tokens|1e5", "model.initA|[[1, 16], [2, 3]]", "training.seed|[0]",
        "criterion|{\"kind\": \"paper\"}", "data|{\"kind\": [\"recall\", \"newlines\"]}",
        "model|[{\"dModel\": [8, 16], \"layers\": 1, \"dState\": 4}]"
    })
    void acceptsWhatTheReaderAccepts(String path, String value) throws IOException {
        assertEquals(List.of(), errors(Configs.with(path, value)));
    }

    private static List<String> errors(String json) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(FILE), InputFormat.JSON);
        return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
    }
}
