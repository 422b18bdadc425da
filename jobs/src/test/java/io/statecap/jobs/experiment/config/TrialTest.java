package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.common.BuildInfo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrialTest {

    private static final String WEIGHTS = "\"0123456789abcdef0123456789abcdef\"";

    /**
     * Ids of trials that lie in results folders hang on this text. It may change only together with
     * {@link Trial#RESULTS_VERSION}, or where a new field decides numbers.
     */
    @Test
    void goldenId() {
        Trial trial = Configs.onlyTrial(Configs.SMALL);
        assertEquals("{\"data\":{\"keys\":128,\"kind\":\"recall\",\"maxAge\":256,\"newRate\":0.5,\"values\":32},"
                + "\"model\":{\"checkpoint\":\"\",\"dConv\":4,\"dModel\":32,\"dState\":8,\"expand\":2,"
                + "\"groups\":1,\"headDim\":64,\"initA\":[1,16],\"initDt\":[0.001,0.1],\"layers\":2,\"tied\":true,"
                + "\"weights\":\"\"},"
                + "\"probe\":{\"atSteps\":[],\"bucket\":64,\"buckets\":{\"kind\":\"geometric\",\"perOctave\":1},"
                + "\"control\":false,\"depths\":10,\"kinds\":[],\"length\":16384,\"longestContext\":2048,\"mitigations\":[\"none\"],"
                + "\"placebo\":true,\"prompts\":[\"heldout\",\"newlines\",\"random\",\"repeated\"],"
                + "\"samples\":20,\"sequences\":32,\"slices\":[\"all\",\"age<=8\"]},"
                + "\"resultsVersion\":3,"
                + "\"training\":{\"batchTokens\":4096,\"beta1\":0.9,\"beta2\":0.95,\"clip\":1,\"decay\":0.2,"
                + "\"epsilon\":1E-8,\"initialState\":\"zero\",\"learningRate\":0.003,\"length\":64,"
                + "\"resetAtDocuments\":true,\"schedule\":\"wsd\",\"seed\":0,\"stateNoise\":1,"
                + "\"tokens\":100000,\"warmup\":0.05,\"weightDecay\":0.1}}", trial.configJson());
        assertEquals("1c08c3b7130bb9e4", trial.trialId());
    }

    @Test
    void groupHoldsEveryAxisButLengthAndSeed() {
        Trial trial = Configs.onlyTrial(Configs.SMALL);
        assertEquals("data.keys=128 data.kind=recall data.maxAge=256 data.newRate=0.5 data.values=32"
                + " model.checkpoint=\"\" model.dConv=4 model.dModel=32"
                + " model.dState=8 model.expand=2 model.groups=1 model.headDim=64"
                + " model.initA=[1,16] model.initDt=[0.001,0.1] model.layers=2 model.tied=true model.weights=\"\""
                + " training.batchTokens=4096 training.beta1=0.9 training.beta2=0.95 training.clip=1"
                + " training.decay=0.2 training.epsilon=1E-8 training.initialState=zero"
                + " training.learningRate=0.003 training.resetAtDocuments=true training.schedule=wsd"
                + " training.stateNoise=1 training.tokens=100000 training.warmup=0.05 training.weightDecay=0.1", trial.group());
        assertEquals(1, Configs.parsed("training.length", "[64, 128]", "training.seed", "[0, 1]").trials().stream()
                .map(Trial::group).distinct().count());
        assertEquals(4, Configs.parsed("training.learningRate", "[0.003, 0.004]", "model.dState", "[4, 8]").trials()
                .stream().map(Trial::group).distinct().count());
    }

    @Test
    void quotesTextThatWouldBreakTheGroupApart() {
        String data = "{\"kind\": \"text\", \"path\": \"%s\"}";
        assertTrue(Configs.onlyTrial(Configs.with("data", data.formatted("my books"))).group()
                .contains("data.path=\"my books\" "));
        assertTrue(Configs.onlyTrial(Configs.with("data", data.formatted("a/b-1.jar"))).group()
                .contains("data.path=a/b-1.jar "));
    }

    @Test
    void orderOfKeysDoesNotMatter() {
        String reordered = """
                {"training": {"tokens": 100000, "length": 64},
                 "data": {"values": 32, "keys": 128, "kind": "recall"},
                 "model": {"dState": 8, "layers": 2, "dModel": 32},
                 "name": "small"}
                """;
        assertEquals(Configs.onlyTrial(Configs.SMALL), Configs.onlyTrial(reordered));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "training.clip|1|1.0", "training.clip|1|10e-1", "training.length|64|64.0", "training.tokens|100000|1e5",
        "training.learningRate|0.003|3e-3", "training.learningRate|0.003|3.0E-3", "model.initA|[1, 16]|[1.0, 16.0]",
        "training.weightDecay|0|-0.0", "training.seed|[0]|0"
    })
    void waysToWriteANumberDoNotMatter(String path, String one, String other) {
        assertEquals(Configs.onlyTrial(Configs.with(path, one)), Configs.onlyTrial(Configs.with(path, other)));
    }

    @Test
    void defaultsSpelledOutGiveTheSameId() {
        String resolved = ConfigReader.parse(Configs.SMALL, "c.json").resolvedJson();
        assertEquals(Configs.onlyTrial(Configs.SMALL), Configs.onlyTrial(resolved));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "name|\"other\"", "search|\"bisect\"", "criterion|{\"kind\": \"paper\"}", "criterion.slice|\"age<=8\"",
        "execution|{\"threads\": 2, \"timeLimitMinutes\": 5, \"keepModels\": true}"
    })
    void whatDecidesNoNumberIsNotInTheId(String path, String value) {
        assertEquals(Configs.onlyTrial(Configs.SMALL), Configs.onlyTrial(Configs.with(path, value)));
    }

    @Test
    void theOtherCellsAreNotInTheId() {
        String alone = Configs.onlyTrial(Configs.SMALL).trialId();
        List<String> ids = Configs.parsed("model.dState", "[4, 8]", "training.seed", "[1, 0]").trials().stream()
                .map(Trial::trialId).toList();
        assertEquals(4, ids.size());
        assertEquals(3, ids.indexOf(alone));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "model.dModel|64", "model.layers|3", "model.dState|9", "model.headDim|32", "model.expand|4", "model.dConv|3",
        "model.tied|false", "model.initA|[1, 15]", "model.initDt|[0.001, 0.2]",
        "data.keys|129", "data.values|33", "data.newRate|0.4", "data.maxAge|255", "data|{\"kind\": \"newlines\"}",
        "training.length|128", "training.tokens|100001", "training.batchTokens|8192", "training.learningRate|0.004",
        "training.schedule|\"constant\"", "training.warmup|0.06", "training.decay|0.1", "training.weightDecay|0",
        "training.beta1|0.8", "training.beta2|0.99", "training.epsilon|1e-9", "training.clip|0", "training.seed|1",
        "probe.length|8192", "probe.sequences|33", "probe.slices|[\"all\"]", "probe.buckets|{\"perOctave\": 2}",
        "probe.buckets|{\"kind\": \"linear\", \"width\": 64}"
    })
    void whatDecidesNumbersIsInTheId(String path, String value) {
        assertNotEquals(Configs.onlyTrial(Configs.SMALL).trialId(),
                Configs.onlyTrial(Configs.with(path, value)).trialId());
    }

    private static Trial pretrained(String path, String weights) {
        return Configs.onlyTrial(Configs.with("model.checkpoint", path, "model.weights", weights,
                "training.tokens", "0", "training.length", "96"));
    }

    @Test
    void theContentOfACheckpointAndNotItsPathIsInTheId() {
        Trial trial = pretrained("\"a b/c\"", WEIGHTS);
        Trial moved = pretrained("\"d\"", WEIGHTS);
        assertEquals(trial.trialId(), moved.trialId());
        assertEquals(trial.group(), moved.group());
        assertEquals("a b/c", trial.pretrained().path());
        assertEquals(trial, Trial.fromJson(trial.configJson()));
        assertNotEquals(trial.trialId(), pretrained("\"d\"", WEIGHTS.replace('0', '1')).trialId());
        assertNotEquals(trial.group(), pretrained("\"d\"", WEIGHTS.replace('0', '1')).group());
        assertNotEquals(trial.trialId(), Configs.onlyTrial(Configs.SMALL).trialId());
    }

    /** Before its content is known, the path stands in for it: trials of two checkpoints are two trials. */
    @Test
    void anUnknownCheckpointGoesByItsPath() {
        assertNotEquals(pretrained("\"a\"", "\"\"").trialId(), pretrained("\"b\"", "\"\"").trialId());
    }

    @Test
    void withoutTokensNothingIsTrained() {
        Trial trial = pretrained("\"a\"", WEIGHTS);
        assertEquals(0, trial.training().steps());
        // Batches of the default 4096 tokens need not fit, as there are none.
        assertEquals(96, trial.training().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"kind\": \"recall\"}", "{\"kind\": \"newlines\"}",
        "{\"kind\": \"text\", \"path\": \"a b\", \"extensions\": [\".java\"]}",
        "{\"kind\": \"tokens\", \"path\": \"t\", \"vocabulary\": 300}"
    })
    void readsItselfBack(String data) {
        Trial trial = Configs.onlyTrial(Configs.with("data", data));
        assertEquals(trial, Trial.fromJson(trial.configJson()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"data\": {\"kind\": \"recall\"}}", "{\"data\": {\"kind\": \"?\"}}"})
    void refusesWhatIsNoTrial(String json) {
        assertThrows(IllegalArgumentException.class, () -> Trial.fromJson(json));
    }

    /** Trials from before there was a choice of arithmetic keep their ids, their groups and their configurations. */
    @Test
    void precisionCountsOnlyWhereItIsNotFloat32() {
        Trial plain = Configs.parsed().trials().get(0);
        assertEquals(plain.trialId(), Configs.parsed("training.precision", "\"float32\"").trials().get(0).trialId());
        assertFalse(plain.configJson().contains("precision"), plain.configJson());
        assertFalse(plain.group().contains("precision"), plain.group());

        Trial other = Configs.parsed("training.precision", "\"tf32\"").trials().get(0);
        assertNotEquals(plain.trialId(), other.trialId());
        assertTrue(other.group().contains("training.precision=tf32"), other.group());
        assertEquals(other, Trial.fromJson(other.configJson()));
        assertEquals(plain, Trial.fromJson(plain.configJson()));
    }

    /** A directory from before there was a choice of arithmetic belongs to the same sweep. */
    @Test
    void anOlderDirectoryIsStillTheSweeps() {
        SweepConfig config = Configs.parsed();
        String older = SweepIdentity.sweepJson(config, List.of(), new BuildInfo("0", "0"))
                .replaceFirst("\\s*\"precision\" : \"float32\",", "");
        assertFalse(older.contains("precision"), older);
        SweepIdentity.requireSame(older, "sweep.json", config);
    }
}
