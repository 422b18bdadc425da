package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.model.io.HfModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps over the golden checkpoint {@code tiny}, with a tokenizer of its own, on a corpus made with that. */
class PretrainedSweepTest {

    @TempDir
    private Path folder;
    private Path hf;
    private Path corpus;

    @BeforeEach
    void make() throws IOException {
        ReferenceModel.unpack(folder);
        hf = folder.resolve("hf");
        Files.writeString(hf.resolve("tokenizer.json"), CharacterTokenizer.json(""));
        corpus = corpus("corpus", hf.resolve("tokenizer.json"));
    }

    private Path corpus(String name, Path tokenizer) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            lines.append("{\"text\": \"number ").append(i).append(" of some. ".repeat(i % 7 + 20)).append("\"}\n");
        }
        Path input = Files.writeString(folder.resolve(name + ".jsonl"), lines);
        CommandRun run = CommandRun.of("corpus", input, "--tokenizer", tokenizer, "--out", folder.resolve(name),
                "--held-out", 0.3, "--master", "local[1]");
        assertEquals(0, run.code(), run.err());
        return folder.resolve(name);
    }

    private static String configuration(Path checkpoint, Path corpus, String training, String probe) {
        return """
                {"name": "pretrained",
                 "model": {"checkpoint": "%s", "dModel": 32, "layers": 2, "dState": 16, "headDim": 8},
                 "data": {"kind": "tokens", "path": "%s", "vocabulary": 61},
                 "training": %s,
                 "probe": %s}
                """.formatted(checkpoint, corpus, training, probe);
    }

    private static final String NO_TRAINING = "{\"length\": 64, \"tokens\": 0}";
    private static final String PROBES = """
            {"length": 256, "sequences": 2, "kinds": ["newlines", "passkey", "states", "gates"],
             "prompts": ["heldout", "newlines"], "mitigations": ["none", "forget", "window:tokens=32"],
             "longestContext": 1024, "depths": 2, "samples": 3}
            """;

    private Path written(String name, String json) throws IOException {
        return Files.writeString(folder.resolve(name), json);
    }

    private Path conf(Path checkpoint) throws IOException {
        return written("c.json", configuration(checkpoint, corpus, NO_TRAINING, PROBES));
    }

    private CommandRun sweep(Path configuration, Path out) {
        return CommandRun.of("sweep", configuration, "--out", out, "--master", "local[1]");
    }

    private static String id(Path configuration) throws IOException {
        CommandRun plan = CommandRun.of("plan", configuration, "--gflops", 1, "--json");
        assertEquals(0, plan.code(), plan.err());
        JsonNode json = new ObjectMapper().readTree(plan.out());
        assertEquals(1, json.get("trials").size());
        return json.at("/trials/0/trial_id").textValue();
    }

    private static <R> Set<String> values(List<R> rows, Function<R, String> column) {
        return rows.stream().map(column).collect(Collectors.toSet());
    }

    @Test
    void aSweepProbesACheckpointAsItIs() throws IOException {
        Path out = folder.resolve("out");
        CommandRun run = sweep(conf(hf), out);
        assertEquals(0, run.code(), run.err());
        assertFalse(run.err().contains("warning"), run.err());
        ResultsDirectory results = ResultsDirectory.local(out);

        TrialRow trial = results.read(Table.TRIALS).get(0);
        assertEquals("ok", trial.status());
        assertEquals(0, trial.tokens());
        assertEquals(64, trial.trainLength());
        assertEquals(0.0, trial.trainSeconds());
        assertNull(trial.finalTrainLoss());
        assertNull(trial.tokensPerSecond());
        assertTrue(trial.baselineLoss() > 0 && trial.worstLoss() > 0);
        assertEquals(id(folder.resolve("c.json")), trial.trialId());
        assertEquals(List.of(), results.read(Table.TRAINING));
        List<CurveRow> curves = results.read(Table.CURVES);
        assertEquals(Set.of("heldout", "newlines", "placebo"), values(curves, CurveRow::probe));
        Set<String> mitigations = Set.of("none", "forget", "window:tokens=32");
        assertEquals(mitigations, values(curves, CurveRow::mitigation));
        assertTrue(curves.stream().allMatch(row -> row.step() == null));
        List<StateRow> states = results.read(Table.STATES);
        assertEquals(Set.of("heldout", "newlines"), values(states, StateRow::prompt));
        assertEquals(mitigations, values(states, StateRow::mitigation));
        assertEquals(mitigations, values(results.read(Table.GATES), GateRow::mitigation));
        assertFalse(Files.exists(out.resolve("checkpoints").resolve(trial.trialId())), "parts of probes stay");
    }

    /** The same prompts by the same tokenizer: that of the checkpoint. */
    @Test
    void passkeysAreThoseOfTheVerbProbe() throws IOException {
        Path configuration = conf(hf);
        assertEquals(0, sweep(configuration, folder.resolve("out")).code());
        CommandRun probe = CommandRun.of("probe", "--model", hf, "--kind", "passkey", "--contexts", "512,1024",
                "--depths", "0.25,0.75", "--samples", 3, "--mitigation", "none", "--mitigation", "forget",
                "--mitigation", "window:tokens=32", "--out", folder.resolve("probe"), "--master", "local[1]");
        assertEquals(0, probe.code(), probe.err());

        List<PasskeyRow> inSweep = ResultsDirectory.local(folder.resolve("out")).read(Table.PASSKEY);
        List<PasskeyRow> alone = ResultsDirectory.local(folder.resolve("probe")).read(Table.PASSKEY);
        Function<PasskeyRow, String> cell = row -> row.mitigation() + " " + row.contextLength() + " " + row.depth()
                + " " + row.distance() + " " + row.samples() + " " + row.correct();
        assertEquals(3 * 2 * 2, inSweep.size());
        assertEquals(alone.stream().map(cell).toList(), inSweep.stream().map(cell).toList());
    }

    /** The other layout of the same weights, elsewhere: the trial is held, and nothing runs. */
    @Test
    void theSameContentElsewhereIsTheSameTrial() throws IOException {
        Path out = folder.resolve("out");
        assertEquals(0, sweep(conf(hf), out).code());
        String id = id(folder.resolve("c.json"));
        Path row = out.resolve("trials").resolve(id + ".parquet");
        FileTime written = Files.getLastModifiedTime(row);
        Path other = folder.resolve("state-spaces");
        Files.copy(hf.resolve("tokenizer.json"), other.resolve("tokenizer.json"));

        Path moved = conf(other);
        assertEquals(id, id(moved));
        CommandRun again = sweep(moved, out);
        assertEquals(0, again.code(), again.err());
        assertEquals(written, Files.getLastModifiedTime(row));
        assertFalse(again.err().contains("to run"), again.err());

        Files.writeString(other.resolve("tokenizer.json"), CharacterTokenizer.json("#"));
        corpus = corpus("renamed", other.resolve("tokenizer.json"));
        assertNotEquals(id, id(conf(other)));
    }

    @Test
    void aCheckpointThatIsNotThereIsPlannedButNotRun() throws IOException {
        Path absent = folder.resolve("absent");
        Path configuration = written("two.json", configuration(absent, corpus, NO_TRAINING, PROBES).replace(
                "\"model\": {", "\"model\": [{").replace("\"headDim\": 8}", "\"headDim\": 8}, {\"checkpoint\": \""
                + absent + "\", \"dModel\": 32, \"layers\": 2, \"dState\": 16, \"headDim\": 16}]"));

        CommandRun plan = CommandRun.of("plan", configuration, "--gflops", 1);
        assertEquals(0, plan.code(), plan.err());
        assertEquals(1, plan.complaints().stream().filter(line -> line.contains("preliminary")).count(), plan.err());
        assertTrue(plan.err().contains("$.model[0].checkpoint is \"" + absent + "\", but there is no such folder"),
                plan.err());
        assertTrue(plan.out().contains("2 trials"), plan.out());
        for (String verb : List.of("sweep", "train")) {
            refused(CommandRun.of(verb, configuration, "--out", folder.resolve("out"), "--master", "local[1]"),
                    "$.model[0].checkpoint is \"" + absent + "\", but there is no such folder");
        }
    }

    private void refused(CommandRun run, String... words) {
        run.refused(words);
        assertFalse(Files.exists(folder.resolve("out")), "something was written");
    }

    @Test
    void whatDoesNotFitTheCheckpointIsRefused() throws IOException {
        String good = configuration(hf, corpus, NO_TRAINING, PROBES);
        refused(sweep(written("layers.json", good.replace("\"layers\": 2", "\"layers\": 3")), folder.resolve("out")),
                "$.model.layers is 3, but must be 2, as the checkpoint in " + hf);
        refused(sweep(written("states.json", good.replace("\"dState\": 16", "\"dState\": [16, 8]")),
                folder.resolve("out")), "$.model.dState is 8, but must be 16");
        refused(sweep(written("vocabulary.json", good.replace("\"vocabulary\": 61", "\"vocabulary\": 64")), folder.resolve("out")),
                "$.data: the vocabulary is 64, but must be 61");
        refused(sweep(written("weights.json", good.replace("\"dModel\"",
                "\"weights\": \"0123456789abcdef0123456789abcdef\", \"dModel\"")), folder.resolve("out")),
                "$.model.weights is \"0123456789abcdef0123456789abcdef\", but the checkpoint in " + hf + " is ");
        Files.delete(hf.resolve("config.json"));
        refused(sweep(conf(hf), folder.resolve("out")), "$.model.checkpoint is \"" + hf + "\"", "config.json");
    }

    @Test
    void tokenizersThatDoNotFitAreRefused() throws IOException {
        Path other = written("other.json", CharacterTokenizer.json("#"));
        Path configuration = conf(hf);
        corpus = corpus("other", other);
        refused(sweep(conf(hf), folder.resolve("out")), "$.data.path is \"" + corpus + "\"", "another tokenizer");
        Files.delete(hf.resolve("tokenizer.json"));
        // The corpus' own tokenizer stands in.
        assertEquals(0, CommandRun.of("plan", configuration, "--gflops", 1).code());
        String newlines = Files.readString(configuration).replaceAll("\"data\": \\{[^}]*}",
                "\"data\": {\"kind\": \"newlines\", \"token\": 1, \"vocabulary\": 61}");
        refused(sweep(written("newlines.json", newlines), folder.resolve("out")),
                "$.probe.kinds has \"passkey\", but the checkpoint in " + hf + " has no tokenizer.json");
    }

    @Test
    void trainingGoesOnFromACheckpointThroughASweep() throws IOException {
        String probe = "{\"length\": 128, \"sequences\": 2}";
        Path configuration = written("on.json", configuration(hf, corpus,
                "{\"length\": 32, \"tokens\": 512, \"batchTokens\": 128, \"learningRate\": 1e-9}", probe));
        assertEquals(0, sweep(configuration, folder.resolve("out")).code());
        TrialRow trained = ResultsDirectory.local(folder.resolve("out")).read(Table.TRIALS).get(0);
        Path none = written("none.json", configuration(hf, corpus, "{\"length\": 32, \"tokens\": 0}", probe));
        assertEquals(0, sweep(none, folder.resolve("none")).code());
        TrialRow untrained = ResultsDirectory.local(folder.resolve("none")).read(Table.TRIALS).get(0);

        // Steps of next to nothing leave what was there.
        assertEquals(untrained.baselineLoss(), trained.baselineLoss(), 1e-4);
        assertEquals(4, ResultsDirectory.local(folder.resolve("out")).read(Table.TRAINING).size());
    }

    @Test
    void aProbedCheckpointIsKeptAsItIs() throws IOException {
        Files.copy(hf.resolve("tokenizer.json"), folder.resolve("state-spaces/tokenizer.json"));
        Path configuration = written("keep.json", configuration(folder.resolve("state-spaces"), corpus, NO_TRAINING,
                "{\"length\": 128, \"sequences\": 1}"));
        CommandRun run = CommandRun.of("train", configuration, "--out", folder.resolve("kept"), "--master", "local[1]");
        assertEquals(0, run.code(), run.err());
        try (HfModelDirectory kept = HfModelDirectory.load(Path.of(run.out().strip()));
                HfModelDirectory original = HfModelDirectory.load(hf)) {
            for (String name : original.weights().names()) {
                assertArrayEquals(original.weights().read(name), kept.weights().read(name), 0, name);
            }
        }
        assertEquals(-1, Files.mismatch(folder.resolve("state-spaces/tokenizer.json"),
                Path.of(run.out().strip()).resolve("tokenizer.json")), "the tokenizer goes with the weights");
    }
}
