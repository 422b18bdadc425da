package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.datasets.RecallSettings;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.ExecutionSettings.Recompute;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.probe.Slice;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    @Test
    void fillsInDefaults() {
        SweepConfig config = ConfigReader.parse(Configs.SMALL, "c.json");
        Trial trial = Configs.onlyTrial(Configs.SMALL);

        assertEquals(new Mamba2Config(32, 2, 8, 64, 2, 4, 1, true, 160, new Mamba2Config.Range(1, 16),
                new Mamba2Config.Range(0.001, 0.1)), trial.model());
        assertEquals(new DataSettings.Recall(new RecallSettings(128, 32, 0.5, 256)), trial.data());
        assertEquals(new TrainingSettings(64, 100_000, 4096, 0.003, Schedule.WSD, 0.05, 0.2, 0.1, 0.9, 0.95, 1e-8, 1,
                0, InitialStates.ZERO), trial.training());
        assertEquals(probe(16_384, 32, new BucketSettings.Geometric(1), Slice.ALL, Slice.ageAtMost(8)),
                config.probe());
        assertEquals(config.probe(), trial.probe());
        assertEquals(new Criterion(Criterion.Kind.FRESH, 0.5, "all", 0, 1), config.criterion());
        assertEquals(Search.GRID, config.search());
        assertEquals(new ExecutionSettings(1, 60, 1440, 2, false, Recompute.AUTO, EngineChoice.AUTO, 0), config.execution());
        assertEquals("small", config.name());
    }

    /** Without probes besides that of loss against position. */
    private static ProbeSettings probe(long length, int sequences, BucketSettings buckets, Slice... slices) {
        return new ProbeSettings(length, sequences, buckets, List.of(slices), true, false, List.of(),
                List.of("heldout", "newlines", "random", "repeated"), List.of(Mitigation.NONE), 2048, 10, 20, 64,
                List.of());
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("small.json"), "\ufeff" + Configs.SMALL);

        assertEquals(ConfigReader.parse(Configs.SMALL, "c.json").resolvedJson(), ConfigReader.read(file).resolvedJson());
    }

    /** An editor's help decides nothing: neither the resolved configuration nor any trial's id. */
    @Test
    void theNameOfTheSchemaIsIgnored() {
        SweepConfig config = Configs.parsed("$schema", "\"./schema.json\"");

        assertEquals(Configs.parsed(), config);
        assertEquals(Configs.parsed().trials(), config.trials());
        assertFalse(config.resolvedJson().contains("schema"));
        assertEquals(List.of("c.json: $.$schema is 7, but must be the path or address of the schema, a text."),
                Configs.problems(Configs.with("$schema", "7")));
        assertEquals(1, Configs.problems(Configs.with("model.$schema", "\"./schema.json\"")).size());
    }

    /** The configuration that the documented interface shows. */
    @Test
    void readsTheDocumentedExample() {
        SweepConfig config = ConfigReader.parse("""
                {"name": "quick",
                 "model": {"dModel": 32, "layers": 2, "dState": [4, 8, 16, 32], "headDim": 16, "expand": 2, "dConv": 4,
                           "groups": 1, "tied": true, "initA": [0.0625, 1.0], "initDt": [0.001, 0.1]},
                 "data": {"kind": "recall", "keys": 128, "values": 32, "newRate": 0.5, "maxAge": 64},
                 "training": {"length": [32, 64, 128, 256], "tokens": 2500000, "batchTokens": 4096,
                              "learningRate": 0.005, "warmup": 0.05, "decay": 0.2, "weightDecay": 0.1, "clip": 1.0,
                              "seed": [0, 1]},
                 "probe": {"length": 4096, "sequences": 32},
                 "criterion": {"kind": "excess", "limit": 0.1, "slice": "age<=8"},
                 "search": "grid",
                 "execution": {"threads": 1, "checkpointEverySeconds": 60, "timeLimitMinutes": 60}}
                """, "c.json");
        assertEquals(32, config.trials().size());
        assertEquals("age<=8", config.criterion().slice());
        assertTrue(config.probe().slices().contains(Slice.ageAtMost(8)));
    }

    @Test
    void readsEveryFieldThatIsGiven() {
        SweepConfig config = Configs.parsed("model.headDim", "16", "model.expand", "4", "model.dConv", "3",
                "model.groups", "2", "model.tied", "false", "model.initA", "[0.5, 2]", "model.initDt", "[0.01, 0.02]",
                "training.batchTokens", "640", "training.learningRate", "0.01", "training.schedule", "\"constant\"",
                "training.warmup", "0.5", "training.decay", "0.25", "training.weightDecay", "0",
                "training.beta1", "0.8", "training.beta2", "0.99", "training.epsilon", "1e-6",
                "training.clip", "0", "training.seed", "9007199254740991",
                "probe", "{\"length\": 2048, \"sequences\": 4, \"buckets\": {\"kind\": \"linear\", \"width\": 32},"
                        + " \"slices\": [\"age<=3\"]}",
                "criterion", "{\"kind\": \"paper\", \"limit\": 1.5, \"slice\": \"age<=3\", \"baselineWindow\": 16,"
                        + " \"smoothing\": 3}",
                "search", "\"bisect\"",
                "execution", "{\"threads\": 2, \"checkpointEverySeconds\": 0, \"timeLimitMinutes\": 0.5,"
                        + " \"maxAttempts\": 1, \"keepModels\": true}");
        Trial trial = config.trials().get(0);

        assertEquals(new Mamba2Config(32, 2, 8, 16, 4, 3, 2, false, 160, new Mamba2Config.Range(0.5, 2),
                new Mamba2Config.Range(0.01, 0.02)), trial.model());
        assertEquals(new TrainingSettings(64, 100_000, 640, 0.01, Schedule.CONSTANT, 0.5, 0.25, 0, 0.8, 0.99, 1e-6, 0,
                9_007_199_254_740_991L, InitialStates.ZERO), trial.training());
        assertEquals(probe(2048, 4, new BucketSettings.Linear(32), Slice.ageAtMost(3)), config.probe());
        assertEquals(new Criterion(Criterion.Kind.PAPER, 1.5, "age<=3", 16, 3),
                config.criterion());
        assertEquals(Search.BISECT, config.search());
        assertEquals(new ExecutionSettings(2, 0, 0.5, 1, true, Recompute.AUTO, EngineChoice.AUTO, 0), config.execution());
    }

    @Test
    void readsEveryKindOfData() {
        assertEquals(new DataSettings.Newlines(10, 256), data("{\"kind\": \"newlines\"}"));
        assertEquals(new DataSettings.Newlines(3, 5),
                data("{\"kind\": \"newlines\", \"token\": 3, \"vocabulary\": 5}"));
        assertEquals(new DataSettings.Text("books", List.of(), 1, 0.1, "anywhere"),
                data("{\"kind\": \"text\", \"path\": \"books\"}"));
        assertEquals(new DataSettings.Text("a.zip", List.of(".java", ".txt"), 4096, 0.25, "document"),
                data("{\"kind\": \"text\", \"path\": \"a.zip\", \"extensions\": [\".java\", \".txt\"],"
                        + " \"minimumTokens\": 4096, \"heldOutShare\": 0.25, \"start\": \"document\"}"));
        assertEquals(new DataSettings.Tokens("corpus", 50_288, "anywhere", ""),
                data("{\"kind\": \"tokens\", \"path\": \"corpus\", \"vocabulary\": 50288}"));
    }

    @Test
    void theModelsVocabularyIsThatOfTheData() {
        assertEquals(257, trialOn("{\"kind\": \"text\", \"path\": \"books\"}").model().vocabulary());
        assertEquals(256, trialOn("{\"kind\": \"newlines\"}").model().vocabulary());
        assertEquals(300, trialOn("{\"kind\": \"recall\", \"keys\": 200, \"values\": 100}").model().vocabulary());
    }

    @Test
    void recallIsProbedForWhatTheCriterionJudges() {
        assertEquals(List.of(Slice.ALL, Slice.ageAtMost(8), Slice.ageAtMost(5)),
                Configs.parsed("criterion.slice", "\"age<=5\"").probe().slices());
    }

    @Test
    void wholeNumbersMayHaveAPointOrAnExponent() {
        TrainingSettings training =
                Configs.onlyTrial(Configs.with("training.tokens", "2.5e6", "training.length", "64.0")).training();
        assertEquals(2_500_000, training.tokens());
        assertEquals(64, training.length());
    }

    @Test
    void bucketsFollowTheTrainingLength() {
        ProbeSettings probe = Configs.parsed().probe();
        assertTrue(probe.bucketsFor(64).edges().contains(64L));
        assertTrue(probe.bucketsFor(100).edges().contains(100L));
        assertEquals(16_384L, probe.bucketsFor(64).edges().get(probe.bucketsFor(64).count()));
    }

    @Test
    void readsAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("small.json"), Configs.SMALL);
        assertEquals(ConfigReader.parse(Configs.SMALL, "x"), ConfigReader.read(file));
    }

    @Test
    void namesTheFileThatIsMissingOrUnreadable(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("no.json");
        assertEquals(List.of(missing + " does not exist, but must be a file."),
                problemsOf(missing));
        assertEquals(1, problemsOf(folder).size());
        assertTrue(problemsOf(folder).get(0).startsWith(folder + " cannot be read"));
        Path binary = Files.write(folder.resolve("binary.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertEquals(List.of(binary + " is not UTF-8 text, but must be."),
                problemsOf(binary));
    }

    @Test
    void namesLineAndColumnOfBrokenJson() {
        List<String> problems = Configs.problems("{\"name\": \"x\",\n \"model\": {\"dModel\": 32,, }}");
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("c.json: broken JSON at line 2, column 25: "), problems.get(0));
        assertFalse(problems.get(0).contains("\n"));
        assertTrue(Configs.problems("{\"name\": \"x\"").get(0).startsWith("c.json: broken JSON at line 1, column "));
        assertEquals(List.of("c.json: the file is empty, but must hold a JSON object."), Configs.problems(" \n"));
    }

    @Test
    void refusesNumbersBeyondAnyRange() {
        for (String number : List.of("1e400", "-1e400")) {
            assertEquals(List.of("c.json: $.training.tokens is " + (number.startsWith("-") ? "-" : "") + "Infinity, but"
                    + " must be a whole number from 0 to 9007199254740991, or a list of such values."),
                    Configs.problems(Configs.SMALL.replace("100000", number)));
        }
        assertEquals(List.of("c.json: $.training.tokens is 123456789012345678901234567890, but must be a whole number"
                + " from 0 to 9007199254740991, or a list of such values."),
                Configs.problems(Configs.SMALL.replace("100000", "123456789012345678901234567890")));
        assertEquals(1, Configs.problems(Configs.SMALL.replace("100000", "NaN")).size());
    }

    @Test
    void survivesNestingWithoutEnd() {
        List<String> problems = Configs.problems("[".repeat(100_000));
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("c.json: broken JSON"), problems.get(0));
    }

    @Test
    void refusesTextBehindTheJson() {
        List<String> problems = Configs.problems(Configs.with() + " {}");
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).startsWith("c.json: broken JSON at line 1, column "), problems.get(0));
        assertTrue(problems.get(0).endsWith(": something follows the JSON."), problems.get(0));
    }

    @Test
    void refusesWhatIsNoObject() {
        assertEquals(List.of("c.json: $ is [1], but must be an object."), Configs.problems("[1]"));
        assertEquals(List.of("c.json: $.model is 7, but must be an object, or a list of objects."),
                Configs.problems(Configs.with("model", "7")));
        assertEquals(List.of("c.json: $.model is [], but must be an object, or a list of objects."),
                Configs.problems(Configs.with("model", "[]")));
        assertEquals(List.of("c.json: $.probe is null, but must be an object."),
                Configs.problems(Configs.with("probe", "null")));
    }

    @Test
    void refusesAKeyThatIsGivenTwice() {
        List<String> problems = Configs.problems(Configs.with().replace("\"dState\":8", "\"dState\":8,\"dState\":16"));
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("c.json: broken JSON at line 1, column "), problems.get(0));
        assertTrue(problems.get(0).endsWith(": Duplicate field 'dState'."), problems.get(0));
    }

    @Test
    void reportsAllThatIsWrongAtOnce() {
        List<String> problems = Configs.problems("""
                {"name": "a b",
                 "model": {"dModel": 32, "layers": 0, "dstate": 8, "headDim": 24},
                 "data": {"kind": "recall"},
                 "training": {"length": [64, 0], "tokens": 1000, "batchTokens": 100},
                 "serch": "grid"}
                """);
        assertEquals(List.of(
                "c.json: $.serch is \"grid\", but there is no such field (did you mean \"search\"?); allowed here:"
                        + " name, model, data, training, probe, criterion, search, execution, $schema.",
                "c.json: $.name is \"a b\", but must be 1 to 100 letters, digits, dots, dashes and underscores, the"
                        + " first a letter or digit.",
                "c.json: $.model.dstate is 8, but there is no such field (did you mean \"dState\"?); allowed here:"
                        + " dModel, layers, dState, headDim, expand, dConv, groups, tied, initA, initDt, checkpoint,"
                        + " weights.",
                "c.json: $.model.layers is 0, but must be a whole number from 1 to 1024, or a list of such values.",
                "c.json: $.model.dState is missing, but must be a whole number from 1 to 65536.",
                "c.json: $.training.length[1] is 0, but must be a whole number from 1 to 16777216.",
                "c.json: $.model.headDim is 24, but must divide dInner = expand * dModel = 64 (expand 2, dModel"
                        + " 32).",
                "c.json: $.training.batchTokens is 100, but must be a multiple of the training length 64 at"
                        + " $.training.length[0]."), problems);
    }

    private static List<String> problemsOf(Path file) {
        return assertThrows(UsageException.class, () -> ConfigReader.read(file)).problems();
    }

    private static Trial trialOn(String data) {
        return Configs.onlyTrial(Configs.with("data", data));
    }

    private static DataSettings data(String json) {
        return trialOn(json).data();
    }
}
