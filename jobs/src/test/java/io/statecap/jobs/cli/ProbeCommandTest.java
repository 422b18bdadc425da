package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.ModelDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb {@code probe}, on a small untrained model. */
class ProbeCommandTest {

    private static final String DATA = """
            {"name": "data",
             "model": {"dModel": 16, "layers": 2, "dState": 8, "headDim": 8},
             "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
             "training": {"length": 32, "tokens": 4096}, "probe": {"length": 2048}}""";

    @TempDir
    private Path folder;
    private Path model;
    private Path data;

    @BeforeEach
    void writeModel() throws IOException {
        model = write("model", 24);
        data = Files.writeString(folder.resolve("data.json"), DATA);
    }

    private Path write(String name, int vocabulary) throws IOException {
        return ModelDirectories.initialise(folder.resolve(name), new Mamba2Config(16, 2, 8, 8, 2, 4, 1, true,
                vocabulary, new Mamba2Config.Range(0.0625, 1), new Mamba2Config.Range(0.001, 0.1)), 1);
    }

    private static CommandRun probe(Object... args) {
        return CommandRun.of(Stream.concat(Stream.of("probe", "--master", "local[2]"), Stream.of(args)).toArray());
    }

    private void assertRefused(String sentence, Object... args) {
        Path out = folder.resolve("out");
        probe(Stream.concat(Stream.of("--out", out), Stream.of(args)).toArray()).refused(sentence);
        assertFalse(Files.exists(out), "something was written");
    }

    @Test
    void badInputIsOneSentenceAndNothingIsWritten() {
        assertRefused("expected one of [HELDOUT, NEWLINES, RECALL, PASSKEY, STATES, GATES] (case-insensitive) but was 'loss'",
                "--model", model, "--kind", "loss");
        assertRefused("has no tokenizer", "--model", model, "--kind", "passkey");
        assertRefused("without its training data", "--model", model, "--kind", "heldout");
        assertRefused("needs a model of recall data", "--model", model, "--kind", "recall");
        assertRefused("depth is 1.5, but must be from 0 to 1", "--model", model, "--kind", "passkey", "--data", data,
                "--depths", "0,1.5");
        assertRefused("the context length is 2, but must be an even number from 4", "--model", model, "--kind",
                "passkey", "--data", data, "--contexts", "2");
        assertRefused("the tokenizer has 256 tokens, but the model only 24", "--model", model, "--kind", "passkey",
                "--tokenizer", "bytes");
        assertRefused("the context length is 100, but must be at least 220", "--model", bytesModel(), "--kind",
                "passkey", "--tokenizer", "bytes", "--contexts", "100");
        assertRefused("the mitigation 'window' must be none, ", "--model", model, "--kind", "newlines",
                "--mitigation", "window");
        assertRefused("--kind newlines repeats the token of a line feed, but the vocabulary of this model is not known"
                + " to be text", "--model", model, "--kind", "newlines");
        assertRefused("--kind newlines repeats the token of a line feed, but the vocabulary of this model is not text"
                + " (its data are of kind recall)", "--model", model, "--kind", "heldout,newlines", "--data", data);
        assertRefused("--length is 1, but must be from 2", "--model", model, "--kind", "newlines", "--length", "1");
        assertRefused("the prompt 'poems' must be one of", "--model", model, "--kind", "states", "--prompt", "poems");
        assertRefused("config.json", "--model", folder.resolve("missing"), "--kind", "states");
    }

    private Path bytesModel() {
        try {
            return write("bytes", 257);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void everyKindLeavesItsRowsAndTables() throws IOException {
        Path out = folder.resolve("out");
        Object[] args = {"--model", model, "--kind", "heldout,recall,passkey,states,gates", "--data", data,
            "--train-length", "32", "--length", "512", "--sequences", "2", "--contexts", "16,64", "--depths", "0,1",
            "--samples", "3", "--mitigation", "none", "--mitigation", "window:tokens=32", "--out", out};
        CommandRun outcome = probe(args);
        assertEquals(ExitCode.OK, outcome.code(), outcome.err());
        ResultsDirectory results = ResultsDirectory.local(out);

        List<CurveRow> curves = results.read(Table.CURVES);
        assertEquals(Set.of("heldout", "recall"),
                curves.stream().map(CurveRow::probe).collect(Collectors.toSet()));
        assertEquals(Set.of("none", "window:tokens=32"),
                curves.stream().map(CurveRow::mitigation).collect(Collectors.toSet()));
        assertTrue(curves.stream().allMatch(row -> row.trainLength() == 32 && row.step() == null));
        // Within the window nothing changes, beyond it everything does.
        assertEquals(loss(curves, "none", 0), loss(curves, "window:tokens=32", 0), 1e-5);
        assertTrue(Math.abs(loss(curves, "none", 256) - loss(curves, "window:tokens=32", 256)) > 1e-5);

        List<PasskeyRow> passkey = results.read(Table.PASSKEY);
        assertEquals(8, passkey.size());
        assertEquals(Set.of(0L, 12L, 60L), passkey.stream().map(PasskeyRow::distance).collect(Collectors.toSet()));

        List<StateRow> states = results.read(Table.STATES);
        assertEquals(Set.of("heldout", "newlines", "random", "repeated"),
                states.stream().map(StateRow::prompt).collect(Collectors.toSet()));
        assertEquals(16, states.stream().map(StateRow::position).distinct().count());
        List<GateRow> gates = results.read(Table.GATES);
        assertEquals(Set.of("dt", "decay", "B", "x"),
                gates.stream().map(GateRow::quantity).collect(Collectors.toSet()));
        for (String title : List.of("Loss (nats)", "Accuracy by position", "Retrieval by depth", "Heads by growth",
                "Correlation of log rms", "Order in which gates leave")) {
            assertTrue(outcome.out().contains(title), title);
        }

        Path figures = out.resolve("figures").resolve(curves.get(0).trialId());
        for (String figure : List.of("loss-by-position", "passkey", "mitigations", "mitigations-passkey", "states",
                "gates")) {
            assertTrue(Files.exists(figures.resolve(figure + ".svg")), figure);
            assertTrue(Files.exists(figures.resolve(figure + ".png")), figure);
        }

        CommandRun again = probe(args);
        assertEquals(outcome.out(), again.out());
        assertEquals(curves, results.read(Table.CURVES), "the same probe has the same name and rows");
    }

    private static double loss(List<CurveRow> rows, String mitigation, long from) {
        return rows.stream().filter(row -> row.probe().equals("heldout") && row.mitigation().equals(mitigation)
                && row.slice().equals("all") && row.fromPosition() == from).findFirst().orElseThrow().loss();
    }

    /** Of a checkpoint of which nothing is known but its weights and that it reads bytes. */
    @Test
    void aForeignModelNeedsNothingElse() throws IOException {
        Path out = folder.resolve("out");
        CommandRun outcome = probe("--model", model, "--kind", "newlines,states,gates", "--length", "256", "--prompt",
                "newlines,random", "--tokenizer", "bytes", "--out", out);
        assertEquals(ExitCode.OK, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("--train-length"), outcome.out());
        assertFalse(outcome.err().contains("warning"), outcome.err());
        String key = ResultsDirectory.local(out).read(Table.STATES).get(0).trialId();
        assertTrue(Files.exists(out.resolve("figures").resolve(key).resolve("states.svg")));
        assertFalse(Files.exists(out.resolve("figures").resolve(key).resolve("passkey.svg")), "nothing to draw");
    }

    @Test
    void bytesArePasskeysToo() throws IOException {
        Path out = folder.resolve("out");
        CommandRun outcome = probe("--model", bytesModel(), "--kind", "passkey", "--tokenizer", "bytes", "--contexts",
                "300", "--depths", "0.5", "--samples", "2", "--out", out);
        assertEquals(ExitCode.OK, outcome.code(), outcome.err());
        List<PasskeyRow> rows = ResultsDirectory.local(out).read(Table.PASSKEY);
        assertEquals(1, rows.size());
        assertEquals(2, rows.get(0).samples());
    }
}
