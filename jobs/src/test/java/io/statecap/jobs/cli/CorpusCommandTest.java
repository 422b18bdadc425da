package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.datasets.tokenizer.BytePairTrainer;
import io.statecap.datasets.tokenizer.HuggingFaceJsonTokenizer;
import io.statecap.datasets.tokenizer.Pieces;
import io.statecap.jobs.results.parquet.Rows;
import io.statecap.jobs.results.parquet.TokenDocument;
import io.statecap.jobs.results.parquet.TokenParquet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusCommandTest {

    private static final List<String> DOCUMENTS = IntStream.range(0, 60)
            .mapToObj(i -> "Document " + i + " says: " + "word ".repeat(i) + ".").toList();

    @TempDir
    private Path folder;
    private Path out;

    @BeforeEach
    void paths() {
        out = folder.resolve("out");
    }

    private Path jsonl(String name, List<String> documents) throws IOException {
        StringBuilder lines = new StringBuilder();
        documents.forEach(document -> lines.append("{\"text\": \"").append(document).append("\"}\n"));
        return Files.writeString(folder.resolve(name), lines);
    }

    private static CommandRun corpus(Object... arguments) {
        Object[] all = Stream.concat(Stream.of("corpus", "--master", "local[2]"), Stream.of(arguments)).toArray();
        return CommandRun.of(all);
    }

    private List<TokenDocument> documents() throws IOException {
        List<TokenDocument> all = new ArrayList<>();
        for (JsonNode file : manifest().get("files")) {
            try (Rows<TokenDocument> rows = TokenParquet.read(
                    new org.apache.hadoop.fs.Path(out.resolve(file.asText()).toUri()), new Configuration())) {
                for (TokenDocument row = rows.next(); row != null; row = rows.next()) {
                    all.add(row);
                }
            }
        }
        return all;
    }

    private JsonNode manifest() throws IOException {
        return new ObjectMapper().readTree(out.resolve("manifest.json").toFile());
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256")
                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void nothingLeft() {
        assertFalse(Files.exists(out));
    }

    @Test
    void bytesKeepEveryDistinctDocumentWholeInTheOrderOfHashes() throws Exception {
        List<String> twice = new ArrayList<>(DOCUMENTS);
        twice.addAll(DOCUMENTS.subList(0, 7));

        CommandRun run = corpus(jsonl("a.jsonl", twice), "--out", out, "--minimum-tokens", 30);

        assertEquals(0, run.code(), run.err());
        List<String> expected = new ArrayList<>();
        for (String document : DOCUMENTS) {
            if (document.length() >= 30) {
                expected.add(sha256(document).substring(0, 32) + " " + document);
            }
        }
        Collections.sort(expected);
        List<String> found = new ArrayList<>();
        for (TokenDocument document : documents()) {
            found.add(document.document() + " " + new String(document.tokens(), 0, document.tokens().length));
            double share = Long.parseLong(document.document().substring(0, 12), 16) / 0x1p48;
            assertEquals(share < 0.1, document.heldOut());
        }
        assertEquals(expected, found);
        JsonNode manifest = manifest();
        assertEquals(67, manifest.at("/documents/read").intValue());
        assertEquals(7, manifest.at("/documents/duplicates").intValue());
        assertEquals(60 - expected.size(), manifest.at("/documents/too_short").intValue());
        assertEquals(256, manifest.at("/tokenizer/separator").intValue());
        assertEquals(257, manifest.at("/tokenizer/vocabulary").intValue());
        assertEquals("a.jsonl", manifest.at("/sources/0/name").textValue());
        int inBins = 0;
        for (JsonNode bin : manifest.get("lengths")) {
            inBins += bin.get("train").intValue() + bin.get("held_out").intValue();
        }
        assertEquals(expected.size(), inBins);
    }

    @Test
    void thePackingOfTheInputDoesNotMatter() throws IOException {
        assertEquals(0, corpus(jsonl("a.jsonl", DOCUMENTS), "--out", out).code());
        String fingerprint = manifest().get("fingerprint").textValue();
        byte[] first = Files.readAllBytes(out.resolve("documents/part-00000.parquet"));
        List<String> shuffled = new ArrayList<>(DOCUMENTS);
        Collections.shuffle(shuffled, new Random(5));
        Path half = jsonl("b.jsonl", shuffled.subList(0, 30));
        Path rest = Files.createDirectories(folder.resolve("rest"));
        for (int i = 30; i < 60; i++) {
            Files.writeString(rest.resolve(i + ".txt"), shuffled.get(i));
        }

        CommandRun run = CommandRun.of("corpus", "--master", "local[1]", rest, half, "--out", out, "--overwrite");

        assertEquals(0, run.code(), run.err());
        assertEquals(fingerprint, manifest().get("fingerprint").textValue());
        assertArrayEquals(first, Files.readAllBytes(out.resolve("documents/part-00000.parquet")));
    }

    @Test
    void wordsAreCountedOverTheTrainingDocuments() throws IOException {
        CommandRun run = corpus(jsonl("a.jsonl", DOCUMENTS), "--out", out, "--tokenizer", "words", "--vocabulary", 6);

        assertEquals(0, run.code(), run.err());
        JsonNode words = new ObjectMapper().readTree(out.resolve("tokenizer.json").toFile()).at("/model/vocab");
        assertEquals("{\"<unk>\":0,\"word\":1,\".\":2,\":\":3,\"Document\":4,\"says\":5}", words.toString());
        assertEquals("words", manifest().at("/tokenizer/kind").textValue());
        assertEquals(6, manifest().at("/tokenizer/separator").intValue());
        for (TokenDocument document : documents()) {
            assertEquals(4, document.tokens()[0]);
            assertEquals(0, document.tokens()[1]);
        }
    }

    @Test
    void aTokenizerJsonIsCopiedBesideTheTokens() throws IOException {
        Path rules = Files.writeString(folder.resolve("t.json"), """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [
                   {"id": 3, "content": "<|endoftext|>", "single_word": false, "lstrip": false, "rstrip": false,
                    "normalized": false, "special": true}],
                 "normalizer": null, "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null,
                 "decoder": null,
                 "model": {"type": "WordLevel", "vocab": {"word": 0, "says": 1, "?": 2}, "unk_token": "?"}}""");

        CommandRun run = corpus(jsonl("a.jsonl", DOCUMENTS), "--out", out, "--tokenizer", rules);

        assertEquals(0, run.code(), run.err());
        assertArrayEquals(Files.readAllBytes(rules), Files.readAllBytes(out.resolve("tokenizer.json")));
        assertEquals(3, manifest().at("/tokenizer/separator").intValue());
        assertEquals(4, manifest().at("/tokenizer/vocabulary").intValue());
        assertEquals(List.of(2, 2, 1), IntStream.of(documents().get(0).tokens()).limit(3).boxed().toList());
    }

    @Test
    void aTokenizerIsTrainedOnTheTrainingDocuments() throws Exception {
        Path input = jsonl("a.jsonl", DOCUMENTS);

        CommandRun run = corpus(input, "--out", out, "--train-tokenizer", 275);

        assertEquals(0, run.code(), run.err());
        assertEquals(275, manifest().at("/tokenizer/vocabulary").intValue());
        assertEquals(0, manifest().at("/tokenizer/separator").intValue());
        Map<String, Long> pieces = new HashMap<>();
        for (String document : DOCUMENTS) {
            if (Long.parseLong(sha256(document).substring(0, 12), 16) / 0x1p48 >= 0.1) {
                Pieces.ofGpt2(document, piece -> pieces.merge(piece, 1L, Long::sum));
            }
        }
        byte[] json = Files.readAllBytes(out.resolve("tokenizer.json"));
        assertArrayEquals(BytePairTrainer.train(pieces, 275), json);
        List<String> found = new ArrayList<>();
        try (HuggingFaceJsonTokenizer tokenizer = HuggingFaceJsonTokenizer.of("t", json)) {
            for (TokenDocument document : documents()) {
                found.add(tokenizer.decode(document.tokens()));
                assertArrayEquals(tokenizer.encode(found.get(found.size() - 1)), document.tokens());
            }
        }
        assertEquals(DOCUMENTS.stream().sorted().toList(), found.stream().sorted().toList());

        String fingerprint = manifest().get("fingerprint").textValue();
        assertEquals(0, CommandRun.of("corpus", "--master", "local[1]", input, "--out", out, "--overwrite",
                "--train-tokenizer", 275).code());
        assertEquals(fingerprint, manifest().get("fingerprint").textValue());
    }

    @Test
    void sizesOfTokenizersThatCannotBeAreRefused() throws IOException {
        Path input = jsonl("a.jsonl", DOCUMENTS);
        for (Object size : List.of(256, 0, -1, 1_048_577)) {
            CommandRun run = corpus(input, "--out", out, "--train-tokenizer", size);
            assertEquals(2, run.code(), run.err());
            assertTrue(run.err().contains("--train-tokenizer is " + size + ", but must be from 257"), run.err());
        }
        CommandRun both = corpus(input, "--out", out, "--train-tokenizer", 300, "--tokenizer", "bytes");
        assertEquals(2, both.code());
        assertTrue(both.err().contains("exclude each other"), both.err());
        assertEquals(2, corpus(input, "--out", out, "--share", 0).code());
        nothingLeft();
    }

    @Test
    void aShareOfTheDocumentsIsChosenByTheirHashes() throws Exception {
        assertEquals(0, corpus(jsonl("a.jsonl", DOCUMENTS), "--out", out, "--share", 0.5).code());

        List<String> expected = new ArrayList<>();
        for (String document : DOCUMENTS) {
            if (Long.parseLong(sha256(document).substring(16, 28), 16) / 0x1p48 < 0.5) {
                expected.add(sha256(document).substring(0, 32));
            }
        }
        assertEquals(expected.stream().sorted().toList(),
                documents().stream().map(TokenDocument::document).toList());
        assertTrue(expected.size() > 15 && expected.size() < 45);
    }

    @Test
    void whatIsLeftOutIsCounted() throws IOException {
        Path folder = Files.createDirectories(this.folder.resolve("in"));
        Files.writeString(folder.resolve("picture.bin"), "\u0000");
        StringBuilder lines = new StringBuilder("{\"text\": null}\n");
        DOCUMENTS.forEach(document -> lines.append("{\"text\": \"").append(document).append("\"}\n"));
        Files.writeString(folder.resolve("a.jsonl"), lines);

        CommandRun run = corpus(folder, "--out", out);

        assertEquals(0, run.code(), run.err());
        assertEquals(1, manifest().at("/documents/binary").intValue());
        assertEquals(1, manifest().at("/documents/without_text").intValue());
        assertEquals(60, manifest().at("/documents/read").intValue());
        assertTrue(run.out().contains("left out: 1 binary file, 1 null text"), run.out());
    }

    @Test
    void otherToolsReadTheTokens() throws IOException, SQLException {
        assertEquals(0, corpus(jsonl("a.jsonl", DOCUMENTS), "--out", out).code());

        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                ResultSet rows = duckDb.createStatement().executeQuery("SELECT count(*), sum(length), sum(len(tokens)),"
                        + " count(DISTINCT document), count(*) FILTER (split = 'train') FROM '" + out
                        + "/documents/*.parquet'")) {
            rows.next();
            int characters = DOCUMENTS.stream().mapToInt(String::length).sum();
            assertEquals(DOCUMENTS.size(), rows.getInt(1));
            assertEquals(characters, rows.getInt(2));
            assertEquals(characters, rows.getInt(3));
            assertEquals(DOCUMENTS.size(), rows.getInt(4));
            assertEquals(manifest().at("/documents/train").intValue(), rows.getInt(5));
        }
    }

    @Test
    void badInputLeavesNothingBehind() throws IOException {
        Path good = jsonl("a.jsonl", DOCUMENTS);
        Path bad = Files.writeString(folder.resolve("b.jsonl"), "{\"text\": \"x\"}\n{\"text\": \n");

        LoggedProblems logged = LoggedProblems.begin();
        CommandRun run = corpus(good, bad, "--out", out);

        assertEquals(2, run.code(), run.err());
        assertEquals(List.of(), logged.end());
        String last = run.complaints().get(run.complaints().size() - 1);
        assertTrue(last.startsWith("statecap: ") && last.contains("b.jsonl, line 2"), run.err());
        nothingLeft();
        assertEquals(2, corpus(good, "--out", out, "--minimum-tokens", 10_000).code());
        nothingLeft();
        assertEquals(2, corpus(folder.resolve("absent"), "--out", out).code());
        assertEquals(2, corpus(good, "--out", out, "--tokenizer", folder.resolve("absent.json")).code());
        assertEquals(2, corpus(good, "--out", out, "--held-out", 1.5).code());
        nothingLeft();
    }

    @Test
    void foldersOfOthersAreNotTouched() throws IOException {
        Path input = jsonl("a.jsonl", DOCUMENTS);
        Files.createDirectories(out);
        Files.writeString(out.resolve("thesis.tex"), "mine");

        CommandRun run = corpus(input, "--out", out, "--overwrite");

        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().contains("thesis.tex"), run.err());
        assertEquals("mine", Files.readString(out.resolve("thesis.tex")));

        Files.delete(out.resolve("thesis.tex"));
        assertEquals(0, corpus(input, "--out", out).code());
        assertEquals(2, corpus(input, "--out", out).code());
        assertTrue(Files.exists(out.resolve("manifest.json")));
    }
}
