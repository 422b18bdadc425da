package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.common.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesTest {

    private static SweepConfig with(String json, String... assignments) {
        return ConfigReader.parse(json, "c.json", Overrides.parse(List.of(assignments)));
    }

    private static List<String> problems(String json, String... assignments) {
        return assertThrows(UsageException.class, () -> with(json, assignments)).problems();
    }

    /** The same configuration, so the same trial ids, as a file that says the same. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "training.seed=0,1,2|training.seed|[0, 1, 2]",
        "training.seed= 0, 1 |training.seed|[0, 1]",
        "training.seed=[0,1]|training.seed|[0, 1]",
        "training.seed=7|training.seed|7",
        "$.training.seed=7|training.seed|7",
        "model.layers=4|model.layers|4",
        "model.layers=4.0|model.layers|4",
        "model.initA=[0.01,0.1]|model.initA|[0.01, 0.1]",
        "model.initA=[0.01,0.1],[1,16]|model.initA|[[0.01, 0.1], [1, 16]]",
        "model.initA=[[0.01,0.1],[1,16]]|model.initA|[[0.01, 0.1], [1, 16]]",
        "model.tied=true,false|model.tied|[true, false]",
        "training.schedule=constant|training.schedule|\"constant\"",
        "training.schedule=\"constant\"|training.schedule|\"constant\"",
        "training.schedule=wsd,constant|training.schedule|[\"wsd\", \"constant\"]",
        "training.learningRate=1e-3,0.003|training.learningRate|[1e-3, 0.003]",
        "criterion={\"kind\":\"paper\"}|criterion|{\"kind\": \"paper\"}",
        "criterion.kind=paper|criterion|{\"kind\": \"paper\"}",
        "probe.buckets.perOctave=2|probe|{\"buckets\": {\"perOctave\": 2}}",
        "probe.slices=all,age<=4|probe.slices|[\"all\", \"age<=4\"]",
        "execution.threads=2|execution.threads|2",
        "search=bisect|search|\"bisect\"",
        "name=other|name|\"other\"",
        "data={\"kind\":\"text\",\"path\":\"a,b=c\"}|data|{\"kind\": \"text\", \"path\": \"a,b=c\"}"
    })
    void isWhatAFileSays(String assignment, String path, String value) {
        SweepConfig byFile = Configs.parsed(path, value);

        assertEquals(byFile, with(Configs.SMALL, assignment));
        assertEquals(byFile.trials(), with(Configs.SMALL, assignment).trials());
    }

    @Test
    void replacesWhatTheFileSaysAndLeavesTheRest() {
        SweepConfig config = with(Configs.with("training.seed", "[5, 6, 7]"), "training.seed=1", "model.layers=3,5");

        assertEquals(Configs.parsed("training.seed", "1", "model.layers", "[3, 5]"), config);
    }

    @Test
    void goesToEveryModelOfAList() {
        String models = "[{\"dModel\": 32, \"layers\": 1, \"dState\": 4},"
                + " {\"dModel\": 64, \"layers\": 2, \"dState\": 8}]";

        SweepConfig config = with(Configs.with("model", models), "model.dState=16,32");

        assertEquals(Configs.parsed("model", models.replaceAll("\"dState\": \\d", "\"dState\": [16, 32]")), config);
        assertEquals(4, config.trials().size());
        assertEquals(List.of("c.json with --set model.layers=x: $.model[0].layers is \"x\", but must be a whole number"
                + " from 1 to 1024, or a list of such values.", "c.json with --set model.layers=x: $.model[1].layers is"
                + " \"x\", but must be a whole number from 1 to 1024, or a list of such values."),
                problems(Configs.with("model", models), "model.layers=x"));
    }

    @Test
    void aResultsDirectoryIsThatOfTheFileThatSaysTheSame() {
        SweepConfig byFile = Configs.parsed("training.length", "[32, 64]", "model.layers", "4");
        List<String> overrides = List.of("training.length=32,64", "model.layers=4");
        String stored = SweepIdentity.sweepJson(with(Configs.SMALL, overrides.toArray(String[]::new)), overrides,
                new BuildInfo("1", "c"));

        assertTrue(stored.contains("\"set\" : [ \"training.length=32,64\", \"model.layers=4\" ]"), stored);
        SweepIdentity.requireSame(stored, "sweep.json", byFile);
        assertEquals(byFile, SweepIdentity.configOf(stored, "sweep.json"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "training.seed=abc|$.training.seed is \"abc\", but must be a whole number from 0 to 9007199254740991, or a list"
            + " of such values.",
        "training.seed=|$.training.seed is \"\", but must be a whole number from 0 to 9007199254740991, or a list"
            + " of such values.",
        "training.seed=0,-1|$.training.seed[1] is -1, but must be a whole number from 0 to 9007199254740991.",
        "training.seed=0,1,0|$.training.seed lists 0 more than once, but its values must differ.",
        "training.seed=[]|$.training.seed is an empty list, but must hold at least one value, each a whole number from"
            + " 0 to 9007199254740991.",
        "training.seed.first=1|$.training.seed is {\"first\":1}, but must be a whole number from 0 to 9007199254740991,"
            + " or a list of such values.",
        "training.schedule=constnat|$.training.schedule is \"constnat\", but must be \"wsd\" or \"constant\", or a list"
            + " of such values (did you mean \"constant\"?).",
        "model.initA=0.1|$.model.initA is 0.1, but must be a range [low, high] with 0 < low <= high <= 1000000, or a"
            + " list of such values.",
        "search=grid,bisect|$.search is [\"grid\",\"bisect\"], but must be \"grid\" or \"bisect\".",
        "model.headDim=5|$.model.headDim is 5, but must divide dInner = expand * dModel = 64 (expand 2, dModel 32)."
    })
    void aBadValueIsOneSentenceThatNamesTheOption(String assignment, String sentence) {
        assertEquals(List.of("c.json with --set " + assignment + ": " + sentence),
                problems(Configs.SMALL, assignment));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "training.sede=1|$.training.sede is 1, but there is no such field (did you mean \"seed\"?); allowed here: ",
        "trainng.seed=1|$.trainng is {\"seed\":1}, but there is no such field (did you mean \"training\"?); allowed"
            + " here: ",
        "seed=1|$.seed is 1, but there is no such field; allowed here: ",
        "data.token=1|$.data.token is 1, but a field of that name belongs to kind newlines, not recall; allowed here: "
    })
    void aMisspeltPathGetsASuggestion(String assignment, String beginning) {
        List<String> problems = problems(Configs.SMALL, assignment);

        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.get(0).startsWith("c.json with --set " + assignment + ": " + beginning), problems.get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "training.seed|there is no =, but it must be path=value, such as training.seed=0,1,2.",
        "=1|the path is '', but must be names with dots between them, such as training.seed.",
        "model[0].layers=1|the path is 'model[0].layers', but must be names with dots between them, such as"
            + " training.seed."
    })
    void whatIsNoAssignmentIsOneSentence(String assignment, String sentence) {
        assertEquals(List.of("--set " + assignment + ": " + sentence), problems(Configs.SMALL, assignment));
    }

    @Test
    void theLaterOneHolds() {
        assertEquals(Configs.parsed("training.seed", "2"),
                with(Configs.SMALL, "training.seed=1", "training.seed=2"));
        assertEquals(Configs.parsed("criterion", "{\"kind\": \"paper\", \"limit\": 3}"),
                with(Configs.SMALL, "criterion={\"kind\":\"paper\"}", "criterion.limit=3"));
    }

    @Test
    void problemsNameTheFileAndWhatIsSet() {
        assertEquals(List.of("c.json with --set model.dModel=33: $.model.headDim is 64 (the default), but must divide"
                + " dInner = expand * dModel = 66 (expand 2, dModel 33)."), problems(Configs.SMALL, "model.dModel=33"));
        assertEquals(List.of("c.json: the file is empty, but must hold a JSON object."),
                problems("", "model.dModel=33"));
    }
}
