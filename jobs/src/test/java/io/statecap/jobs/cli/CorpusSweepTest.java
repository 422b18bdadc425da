package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.datasets.Split;
import io.statecap.datasets.TextStart;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.CorpusIdentity;
import io.statecap.jobs.experiment.corpus.CorpusReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** From text to a trained model that is scored, by way of a corpus. */
class CorpusSweepTest {

    @TempDir
    private static Path folder;
    private static Path corpus;

    @BeforeAll
    static void make() throws IOException {
        corpus = make("corpus", 80);
    }

    private static Path make(String name, int documents) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < documents; i++) {
            lines.append("{\"text\": \"").append("Nr. " + i + ": " + "la ".repeat(i % 9 + 1)).append("\"}\n");
        }
        Path input = Files.writeString(folder.resolve(name + ".jsonl"), lines);
        CommandRun run = CommandRun.of("corpus", input, "--out", folder.resolve(name), "--held-out", 0.3, "--master",
                "local[1]");
        assertEquals(0, run.code(), run.err());
        return folder.resolve(name);
    }

    private static String configuration(Path path, int vocabulary, String more) {
        return """
                {"name": "on-corpus",
                 "model": {"dModel": 8, "layers": 1, "dState": 4, "headDim": 8},
                 "data": {"kind": "tokens", "path": "%s", "vocabulary": %d %s},
                 "training": {"length": 16, "tokens": 512, "batchTokens": 256},
                 "probe": {"length": 64, "sequences": 2}}
                """.formatted(path, vocabulary, more);
    }

    private static SweepConfig identified(String json) throws IOException {
        return CorpusIdentity.of(ConfigReader.parse(json, "c.json"), new Configuration());
    }

    @Test
    void aModelIsTrainedOnACorpusAndScoredOnItsHeldOutDocuments() throws IOException {
        Path configuration = Files.writeString(folder.resolve("c.json"), configuration(corpus, 260, ""));

        CommandRun train = CommandRun.of("train", configuration, "--out", folder.resolve("trained"), "--master",
                "local[1]");

        assertEquals(0, train.code(), train.err());
        CommandRun score = CommandRun.of("score", "--model", train.out().strip(), "--corpus", corpus, "--documents", 5,
                "--json");
        assertEquals(0, score.code(), score.err());
        JsonNode json = new ObjectMapper().readTree(score.out());
        assertEquals(5, json.get("sequences").intValue());
        assertTrue(json.get("loss").doubleValue() > 0);
    }

    @Test
    void theCorpusDecidesTheTrialsId() throws IOException {
        Path other = make("other", 81);
        String id = identified(configuration(corpus, 260, "")).trials().get(0).trialId();

        assertEquals(id, identified(configuration(corpus, 260, "")).trials().get(0).trialId());
        assertNotEquals(id, identified(configuration(other, 260, "")).trials().get(0).trialId());
        String fingerprint = new ObjectMapper().readTree(corpus.resolve("manifest.json").toFile()).get("fingerprint")
                .textValue();
        String stated = ", \"corpus\": \"" + fingerprint + "\"";
        assertEquals(id, identified(configuration(corpus, 260, stated)).trials().get(0).trialId());
        UsageException e = assertThrows(UsageException.class, () -> identified(configuration(other, 260, stated)));
        assertTrue(e.getMessage().contains(fingerprint), e.getMessage());
    }

    @Test
    void badCorporaAreRefusedWhilePlanning() {
        UsageException small = assertThrows(UsageException.class, () -> identified(configuration(corpus, 256, "")));
        assertTrue(small.getMessage().contains("256") && small.getMessage().contains("257"), small.getMessage());
        UsageException absent = assertThrows(UsageException.class,
                () -> identified(configuration(folder.resolve("absent"), 260, "")));
        assertTrue(absent.getMessage().contains("manifest.json"), absent.getMessage());
    }

    @Test
    void everyReaderGetsTheSameTokensFromOneLocalCopy() throws IOException {
        Path copies = folder.resolve("copies");
        int[][] read = new int[2][300];
        for (int[] tokens : read) {
            TokenSource source = new CorpusReader(new CorpusDirectory(new org.apache.hadoop.fs.Path(corpus.toUri()),
                    new Configuration())).source(TextStart.ANYWHERE, copies);
            source.open(Split.HELD_OUT, 1, 7).read(tokens, new int[300], 0, 300);
        }
        assertArrayEquals(read[0], read[1]);
        try (Stream<Path> folders = Files.list(copies)) {
            assertEquals(1, folders.count());
        }
    }

    @Test
    void aCorpusThatLostAFileIsNamed() throws IOException {
        Path damaged = make("damaged", 82);
        Files.delete(damaged.resolve("documents/part-00000.parquet"));
        CorpusReader reader = new CorpusReader(new CorpusDirectory(new org.apache.hadoop.fs.Path(damaged.toUri()),
                new Configuration()));

        for (Executable use : List.<Executable>of(() -> reader.heldOut(1),
                () -> reader.source(TextStart.ANYWHERE, folder.resolve("damaged-copies")))) {
            UsageException e = assertThrows(UsageException.class, use);
            assertTrue(e.getMessage().contains("part-00000.parquet does not exist"), e.getMessage());
        }
    }
}
