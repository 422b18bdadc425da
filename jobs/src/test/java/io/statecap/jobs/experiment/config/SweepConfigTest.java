package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.statecap.datasets.RecallSettings;
import io.statecap.model.Mamba2Config;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SweepConfigTest {

    @Test
    void expandsTheGridWithTheSeedFastest() {
        List<Trial> trials = Configs.parsed("model.dState", "[8, 4]", "training.length", "[128, 64]",
                "training.seed", "[0, 1]").trials();
        assertEquals(List.of("8/128/0", "8/128/1", "8/64/0", "8/64/1", "4/128/0", "4/128/1", "4/64/0", "4/64/1"),
                trials.stream().map(SweepConfigTest::cell).toList());
    }

    @Test
    void rangesSpanTheGridOnlyAsAListOfRanges() {
        assertEquals(1, Configs.parsed("model.initA", "[1, 16]").trials().size());
        assertEquals(List.of(new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.0625, 1)),
                each(Configs.parsed("model.initA", "[[1, 16], [0.0625, 1]]"), trial -> trial.model().initA()));
    }

    @Test
    void listsOfTextsSpanTheGridOnlyAsAListOfLists() {
        String data = "{\"kind\": \"text\", \"path\": \"x\", \"extensions\": %s}";
        assertEquals(1, Configs.parsed("data", data.formatted("[\".java\", \".txt\"]")).trials().size());
        assertEquals(2, Configs.parsed("data", data.formatted("[[\".java\"], [\".txt\"]]")).trials().size());
        assertEquals(2, Configs.parsed("data", data.formatted("[[], [\".txt\"]]")).trials().size());
    }

    @Test
    void aListOfModelsIsTheUnionOfTheirGrids() {
        SweepConfig config = Configs.parsed("model", "[{\"dModel\": 32, \"layers\": 1, \"dState\": [4, 8]},"
                + " {\"dModel\": 64, \"layers\": 2, \"dState\": 8}, {\"dModel\": 32, \"layers\": 1, \"dState\": 8}]");
        assertEquals(List.of("32/1/4", "32/1/8", "64/2/8"), each(config, trial ->
                trial.model().dModel() + "/" + trial.model().layers() + "/" + trial.model().dState()));
    }

    @Test
    void kindsOfDataSpanTheGridEachWithItsOwnFields() {
        SweepConfig config = Configs.parsed("data",
                "{\"kind\": [\"newlines\", \"recall\"], \"keys\": [16, 32], \"token\": 7}");
        assertEquals(List.of(new DataSettings.Newlines(7, 256), new DataSettings.Recall(new RecallSettings(16, 64, 0.5, 256)),
                new DataSettings.Recall(new RecallSettings(32, 64, 0.5, 256))), each(config, Trial::data));
    }

    @Test
    void theResolvedConfigurationReadsBackAsItself() {
        SweepConfig config = Configs.parsed("model.dState", "[8, 4]", "model.initA", "[[1, 16], [0.0625, 1]]",
                "criterion", "{\"kind\": \"paper\", \"slice\": \"age<=3\"}",
                "probe.buckets", "{\"kind\": \"linear\", \"width\": 32}", "training.epsilon", "1e-9");
        SweepConfig again = ConfigReader.parse(config.resolvedJson(), "resolved");
        assertEquals(config, again);
        assertEquals(config.trials(), again.trials());
    }

    @Test
    void theResolvedConfigurationHoldsEveryDefault() {
        assertEquals("{\"criterion\":{\"baselineWindow\":0,\"kind\":\"fresh\",\"limit\":0.5,\"slice\":\"all\","
                + "\"smoothing\":1},"
                + "\"data\":{\"keys\":128,\"kind\":\"recall\",\"maxAge\":256,\"newRate\":0.5,\"values\":32},"
                + "\"execution\":{\"checkpointEverySeconds\":60,\"engine\":\"auto\",\"keepModels\":false,\"maxAttempts\":2,"
                + "\"recompute\":\"auto\",\"threads\":1,"
                + "\"timeLimitMinutes\":1440,\"trialsPerDevice\":0},"
                + "\"model\":{\"checkpoint\":\"\","
                + "\"dConv\":4,\"dModel\":32,\"dState\":8,\"expand\":2,\"groups\":1,\"headDim\":64,"
                + "\"initA\":[1,16],\"initDt\":[0.001,0.1],\"layers\":2,\"tied\":true,\"weights\":\"\"},"
                + "\"name\":\"small\","
                + "\"probe\":{\"atSteps\":[],\"bucket\":64,\"buckets\":{\"kind\":\"geometric\",\"perOctave\":1},"
                + "\"control\":false,\"depths\":10,\"kinds\":[],\"length\":16384,\"longestContext\":2048,\"mitigations\":[\"none\"],\"placebo\":true,"
                + "\"prompts\":[\"heldout\",\"newlines\",\"random\",\"repeated\"],"
                + "\"samples\":20,\"sequences\":32,\"slices\":[\"all\",\"age<=8\"]},"
                + "\"search\":\"grid\","
                + "\"training\":{\"batchTokens\":4096,\"beta1\":0.9,\"beta2\":0.95,\"clip\":1,\"decay\":0.2,"
                + "\"epsilon\":1E-8,\"initialState\":\"zero\",\"learningRate\":0.003,\"length\":64,"
                + "\"precision\":\"float32\",\"resetAtDocuments\":true,\"schedule\":\"wsd\",\"seed\":0,\"stateNoise\":1,"
                + "\"tokens\":100000,\"warmup\":0.05,\"weightDecay\":0.1}}",
                Configs.parsed().resolvedJson());
    }

    @Test
    void keepsTheOrderOfAListAsWritten() {
        assertNotEquals(Configs.parsed("model.dState", "[8, 4]").resolvedJson(),
                Configs.parsed("model.dState", "[4, 8]").resolvedJson());
    }

    private static <T> List<T> each(SweepConfig config, Function<Trial, T> what) {
        return config.trials().stream().map(what).toList();
    }

    private static String cell(Trial trial) {
        return trial.model().dState() + "/" + trial.training().length() + "/" + trial.training().seed();
    }
}
