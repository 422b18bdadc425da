package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.common.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepIdentityTest {

    private static final BuildInfo BUILD = new BuildInfo("0.1.0", "abc");

    @Test
    void sweepJsonHoldsConfigurationVersionAndCommit() {
        SweepConfig config = Configs.parsed("model.dState", "[8, 4]");
        String text = SweepIdentity.sweepJson(config, List.of(), BUILD);
        JsonNode sweep = ConfigJson.trusted(text);
        assertEquals(config.resolvedJson(), CanonicalJson.text(sweep.get("config")));
        assertEquals("0.1.0", sweep.get("version").textValue());
        assertEquals("abc", sweep.get("commit").textValue());
        assertEquals(Trial.RESULTS_VERSION, sweep.get("resultsVersion").intValue());
        assertEquals(config, SweepIdentity.configOf(text, "sweep.json"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "model.dState|8|8", "model.dState|8|8.0", "model.dState|[8]|[8, 16]", "model.dState|[8, 16]|[8]",
        "model.dState|8|[8, 16]", "model.dState|[8, 16]|16", "model.dState|[8]|[4, 16]",
        "model.initA|[1, 16]|[[1, 16], [0.5, 1]]", "model.initA|[[1, 16]]|[[0.5, 1]]",
        "training.length|64|[64, 128]", "training.learningRate|[0.003]|[0.004, 0.005]",
        "training.seed|0|1", "training.seed|[0, 1]|[5]", "search|\"grid\"|\"bisect\"",
        "criterion|{}|{\"kind\": \"paper\"}", "criterion.slice|\"all\"|\"age<=8\"",
        "execution|{}|{\"threads\": 4, \"keepModels\": true}",
        "model|{\"dModel\": 32, \"layers\": 2, \"dState\": 8}|[{\"dModel\": 32, \"layers\": 2, \"dState\": 8},"
                + " {\"dModel\": 64, \"layers\": 2, \"dState\": 8}]",
    })
    void sameSweep(String path, String before, String after) {
        String stored = SweepIdentity.sweepJson(Configs.parsed(path, before), List.of(), BUILD);
        assertDoesNotThrow(() -> SweepIdentity.requireSame(stored, "sweep.json", Configs.parsed(path, after)));
    }

    @Test
    void widenedKindsAreTheSameSweep() {
        String slices = "[\"all\"]";
        String stored = SweepIdentity.sweepJson(
                Configs.parsed("data", "{\"kind\": \"recall\"}", "probe.slices", slices), List.of(), BUILD);
        SweepConfig wider =
                Configs.parsed("data", "{\"kind\": [\"recall\", \"newlines\"]}", "probe.slices", slices);
        assertDoesNotThrow(() -> SweepIdentity.requireSame(stored, "sweep.json", wider));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "model.dState|8|16|$.model.dState is 8 there and 16 now",
        "model.dState|[8, 16]|32|$.model.dState is [8,16] there and 32 now",
        "model.dState|8|[16, 32]|$.model.dState is 8 there and [16,32] now",
        "model.tied|true|false|$.model.tied is true there and false now",
        "model.initA|[1, 16]|[0.5, 16]|$.model.initA is [1,16] there and [0.5,16] now",
        "training.tokens|100000|200000|$.training.tokens is 100000 there and 200000 now",
        "training.length|64|128|$.training.length is 64 there and 128 now",
        "name|\"a\"|\"b\"|$.name is \"a\" there and \"b\" now",
        "probe.length|4096|8192|$.probe.length is 4096 there and 8192 now",
        "probe.slices|[\"all\"]|[\"all\", \"age<=8\"]|$.probe.slices is [\"all\"] there and [\"all\",\"age<=8\"] now",
        "probe.buckets|{}|{\"perOctave\": 2}|$.probe.buckets.perOctave is 1 there and 2 now",
    })
    void anotherSweep(String path, String before, String after, String difference) {
        String stored = SweepIdentity.sweepJson(Configs.parsed(path, before), List.of(), BUILD);
        assertEquals(List.of("d/sweep.json: the folder belongs to another sweep: " + difference
                + "; choose another output folder or make them equal."), problems(stored, Configs.parsed(path, after)));
    }

    @Test
    void aCheckpointOfKnownContentMayMove() {
        String weights = "\"0123456789abcdef0123456789abcdef\"";
        String stored = SweepIdentity.sweepJson(
                Configs.parsed("model.checkpoint", "\"a\"", "model.weights", weights), List.of(), BUILD);
        assertDoesNotThrow(() -> SweepIdentity.requireSame(stored, "sweep.json",
                Configs.parsed("model.checkpoint", "\"b\"", "model.weights", weights)));
        assertEquals(1, problems(stored, Configs.parsed("model.checkpoint", "\"a\"", "model.weights",
                weights.replace('0', '1'))).size());

        String model = "{\"dModel\": 32, \"layers\": 1, \"dState\": 4, \"checkpoint\": \"%s\", \"weights\": %s}";
        String other = weights.replace('0', '1');
        String list = SweepIdentity.sweepJson(Configs.parsed("model", "[" + model.formatted("a", weights) + ","
                + model.formatted("c", other) + "]"), List.of(), BUILD);
        assertDoesNotThrow(() -> SweepIdentity.requireSame(list, "sweep.json",
                Configs.parsed("model", model.formatted("b", weights))));
    }

    @Test
    void namesEveryDifference() {
        String stored = SweepIdentity.sweepJson(Configs.parsed(), List.of(), BUILD);
        List<String> problems =
                problems(stored, Configs.parsed("data", "{\"kind\": \"newlines\"}", "model.layers", "3"));
        List<String> paths = problems.stream().map(p -> p.replaceAll(".*(\\$[\\w.]+) is .*", "$1")).toList();
        assertEquals(List.of("$.data.kind", "$.model.layers", "$.probe.slices"), paths);
    }

    @Test
    void anotherResultsVersionIsAnotherSweep() {
        String stored = SweepIdentity.sweepJson(Configs.parsed(), List.of(), BUILD)
                .replaceAll("\"resultsVersion\" : \\d+", "\"resultsVersion\" : 0");
        assertEquals(List.of("d/sweep.json: the folder holds trials of results version 0, but this version of statecap"
                + " makes 3; choose another output folder."), problems(stored, Configs.parsed()));
    }

    @Test
    void refusesADamagedFile() {
        assertTrue(problems("{", Configs.parsed()).get(0).startsWith("d/sweep.json: broken JSON at line 1, column "));
        assertEquals(List.of("d/sweep.json: $.config is absent, but must be the object that statecap wrote."),
                problems("{}", Configs.parsed()));
        assertEquals(List.of("d/sweep.json: the file is empty, but must hold a JSON object."),
                problems("", Configs.parsed()));
    }

    private static List<String> problems(String stored, SweepConfig config) {
        return assertThrows(UsageException.class,
                () -> SweepIdentity.requireSame(stored, "d/sweep.json", config)).problems();
    }
}
