package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.analysis.table.CurveRow;
import io.statecap.jobs.experiment.score.Score;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.ModelDirectories;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {

    @TempDir
    private Path folder;
    private Path hf;
    private Path tokens;

    @BeforeEach
    void unpack() throws IOException {
        ReferenceModel.unpack(folder);
        hf = folder.resolve("hf");
        tokens = file("ids.json", ReferenceModel.tokens());
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void bothLayoutsGiveTheGoldenLossToTheSameBits() throws IOException {
        CommandRun ofHf = CommandRun.of("score", "--model", hf, "--tokens", tokens, "--json");
        CommandRun ofStateSpaces = CommandRun.of("score", "--model", folder.resolve("state-spaces"), "--tokens",
                tokens, "--json");

        assertEquals(0, ofHf.code(), ofHf.err());
        assertEquals(ofHf.out(), ofStateSpaces.out());
        JsonNode json = new ObjectMapper().readTree(ofHf.out());
        assertEquals(4, json.size());
        assertEquals(ReferenceModel.loss(), json.get("loss").doubleValue(), 1e-6 * ReferenceModel.loss());
        assertEquals(Math.exp(json.get("loss").doubleValue()), json.get("perplexity").doubleValue(), 1e-12);
        assertEquals(90, json.get("tokens").intValue());
        assertEquals(2, json.get("sequences").intValue());
        assertTrue(ofHf.err().matches("statecap: read 90 tokens in [0-9.]+ s, [0-9,]+ a second\\R"), ofHf.err());
    }

    @Test
    void lossesThatAreNoNumbersSayWhereTheyBegin() throws IOException {
        Path weights = hf.resolve("model.safetensors");
        assertTrue(new Score("k", null, 0, List.of(new float[] {1, 2}, new float[0])).firstNotFinite().isEmpty());
        assertEquals("the first loss that is no finite number is NaN, at position 1 of sequence 2 (both counted from 0).",
                new Score("k", null, 0, List.of(new float[] {1}, new float[0], new float[] {2, Float.NaN, Float.NaN}))
                        .firstNotFinite().orElseThrow());
        byte[] bytes = Files.readAllBytes(weights);
        // The end of the last weight, with all bits set, is NaN.
        Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0xff);
        Files.write(weights, bytes);

        CommandRun run = CommandRun.of("score", "--model", hf, "--tokens", tokens);

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().startsWith("loss NaN"), run.out());
        assertTrue(run.err().contains("no finite number is NaN, at position 0 of sequence 0"), run.err());
    }

    @Test
    void filesMayBeginWithAByteOrderMark() throws IOException {
        CommandRun plain = CommandRun.of("score", "--model", hf, "--tokens", tokens, "--json");
        file("ids.json", "\ufeff" + Files.readString(tokens));
        Path config = hf.resolve("config.json");
        Files.writeString(config, "\ufeff" + Files.readString(config));

        CommandRun marked = CommandRun.of("score", "--model", hf, "--tokens", tokens, "--json");

        assertEquals(0, marked.code(), marked.err());
        assertEquals(plain.out(), marked.out());
    }

    @Test
    void outHoldsTheLossAgainstPosition() throws IOException {
        CommandRun run = CommandRun.of("score", "--model", hf, "--tokens", tokens, "--out", folder.resolve("out"));

        assertEquals(0, run.code(), run.err());
        List<CurveRow> rows = ResultsDirectory.local(folder.resolve("out")).read(Table.CURVES);
        double sum = 0;
        long end = 0;
        for (CurveRow row : rows) {
            assertEquals(end, row.fromPosition());
            assertEquals(2, row.lossBySequence().size());
            sum += row.loss() * (row.toPosition() - row.fromPosition());
            end = row.toPosition();
        }
        assertEquals(44, end);
        assertEquals(ReferenceModel.loss(), sum / end, 1e-6 * ReferenceModel.loss());
    }

    @Test
    void theNumberOfThreadsChangesNoBit() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder many = new StringBuilder("[[]");
        for (int i = 0; i < 20; i++) {
            many.append(",").append(Arrays.toString(random.ints(1 + random.nextInt(700), 0, 61).toArray()));
        }
        Path sequences = file("many.json", many.append("]").toString());
        List<String> printed = new ArrayList<>();
        List<List<CurveRow>> curves = new ArrayList<>();
        for (int threads : new int[] {1, 2, 7, 64}) {
            Path out = folder.resolve("out" + threads);
            CommandRun run = CommandRun.of("score", "--model", hf, "--tokens", sequences, "--json", "--threads",
                    threads, "--out", out);
            assertEquals(0, run.code(), run.err());
            printed.add(run.out());
            curves.add(ResultsDirectory.local(out).read(Table.CURVES));
        }
        assertEquals(1, Set.copyOf(printed).size(), printed.toString());
        assertEquals(1, Set.copyOf(curves).size());
        CommandRun.of("score", "--model", hf, "--tokens", tokens, "--threads", 0).refused("--threads is 0");
    }

    @Test
    void textGoesByBytesWhereTheModelHasNoTokenizer() throws IOException {
        Path model = ModelDirectories.initialise(folder.resolve("bytes"), new Mamba2Config(8, 1, 4, 8, 2, 4, 1,
                true, 256, new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1)), 7);
        Path text = file("text.txt", "Grüße");

        CommandRun run = CommandRun.of("score", "--model", model, "--text", text, "--json");

        assertEquals(0, run.code(), run.err());
        assertEquals(7, new ObjectMapper().readTree(run.out()).get("tokens").intValue());
    }

    @Test
    void tokensOutsideTheVocabularyAreNamed() throws IOException {
        CommandRun.of("score", "--model", hf, "--tokens", file("large.json", "[[1, 2], [3, 61]]"))
                .refused("large.json", "sequence 1, position 1", "61", "0 to 60");
        CommandRun.of("score", "--model", hf, "--tokens", file("negative.json", "[[-1, 2]]")).refused("-1");
        CommandRun.of("score", "--model", hf, "--tokens", file("half.json", "[[1, 2.5]]")).refused("2.5");
    }

    @Test
    void inputsThatAreNoSequencesAreRefused() throws IOException {
        CommandRun.of("score", "--model", hf, "--tokens", file("no.json", "[[1, 2")).refused("no.json", "JSON");
        CommandRun.of("score", "--model", hf, "--tokens", file("flat.json", "[1, 2]")).refused("sequence 0");
        CommandRun.of("score", "--model", hf, "--tokens", file("short.json", "[[1], []]")).refused("two or more");
        CommandRun.of("score", "--model", hf, "--tokens", folder.resolve("absent.json")).refused("absent.json");
        CommandRun.of("score", "--model", hf, "--text", file("text.txt", "some text")).refused("61", "256");
    }

    @Test
    void damagedModelsAreRefused() throws IOException {
        Path weights = hf.resolve("model.safetensors");
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.setLength(file.length() - 1);
        }
        CommandRun.of("score", "--model", hf, "--tokens", tokens).refused(weights.toString());

        Files.delete(weights);
        CommandRun.of("score", "--model", hf, "--tokens", tokens).refused("has no weights");

        Files.delete(hf.resolve("config.json"));
        CommandRun.of("score", "--model", hf, "--tokens", tokens).refused("config.json");
        CommandRun.of("score", "--model", folder.resolve("absent"), "--tokens", tokens).refused("absent");
    }

    @Test
    void aDamagedTokenizerIsRefused() throws IOException {
        Files.writeString(hf.resolve("tokenizer.json"), "{\"model\":");

        CommandRun.of("score", "--model", hf, "--text", file("text.txt", "some text")).refused("tokenizer.json");
    }

    @Test
    void nothingIsWrittenWhereTheInputIsBad() throws IOException {
        CommandRun.of("score", "--model", hf, "--tokens", file("large.json", "[[1, 99]]"), "--out",
                folder.resolve("out")).refused("99");

        assertFalse(Files.exists(folder.resolve("out")));
    }
}
