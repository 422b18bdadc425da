package io.statecap.model.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mamba2Config.Range;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HfModelDirectoryTest {

    private static final Mamba2Config TINY = new Mamba2Config(32, 2, 16, 8, 2, 4, 1, true, 61,
            new Range(1, 16), new Range(0.001, 0.1));

    private static final String STATE_SPACES = """
            {"d_model": 32, "d_intermediate": 0, "n_layer": 2, "vocab_size": 57, "rms_norm": true,
             "ssm_cfg": {"layer": "Mamba2", "d_state": 16, "headdim": 8}, "attn_layer_idx": [], "attn_cfg": {},
             "residual_in_fp32": true, "fused_add_norm": true, "pad_vocab_size_multiple": 61, "tie_embeddings": true}
            """;

    private final ReferenceModel reference = new ReferenceModel();

    @TempDir
    Path dir;

    @Test
    void bothLayoutsOfTheReferenceAreTheSameModel() throws IOException {
        Path hf = directory("hf", reference.config(), "model.safetensors", reference.safetensors());
        Path torch = directory("torch", reference.config(), "pytorch_model.bin", reference.torch());
        Path stateSpaces = directory("ssm", STATE_SPACES.getBytes(StandardCharsets.UTF_8), "pytorch_model.bin",
                reference.torch());
        try (var left = HfModelDirectory.load(hf); var golden = golden()) {
            assertEquals(TINY, left.config());
            for (String name : left.weights().names()) {
                assertArrayEquals(golden.read("weight." + name), left.weights().read(name), name);
            }
            for (Path other : List.of(torch, stateSpaces)) {
                try (var right = HfModelDirectory.load(other)) {
                    assertEquals(TINY, right.config());
                    assertSame(left.weights(), right.weights());
                }
            }
        }
    }

    @Test
    void whatWrappersPutBeforeEveryNameIsLeftOut() throws IOException {
        Path plain = directory("hf", reference.config(), "model.safetensors", reference.safetensors());
        byte[] marked = ("\ufeff" + new String(reference.config(), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        for (String prefix : List.of("_orig_mod.", "module.", "module._orig_mod.")) {
            ByteBuffer file = ByteBuffer.wrap(reference.safetensors()).order(ByteOrder.LITTLE_ENDIAN);
            int length = (int) file.getLong(0);
            String header = new String(file.array(), 8, length, StandardCharsets.UTF_8)
                    .replace("\"backbone.", "\"" + prefix + "backbone.").replace("\"lm_head.", "\"" + prefix + "lm_head.");
            byte[] wrapped = SafetensorsBytes.raw(header,
                    Arrays.copyOfRange(file.array(), 8 + length, file.capacity()));
            Path other = directory(prefix + "hf", marked, "model.safetensors", wrapped);
            try (var left = HfModelDirectory.load(plain); var right = HfModelDirectory.load(other)) {
                assertSame(left.weights(), right.weights());
            }
        }
    }

    private static SafetensorsFile golden() throws IOException {
        try (var in = HfModelDirectoryTest.class.getResourceAsStream("/reference/tiny.safetensors")) {
            return SafetensorsFile.read(in, "tiny.safetensors");
        }
    }

    @Test
    void aSavedModelIsLoadedBitForBitAndSavedTheSameAgain() throws IOException {
        for (boolean tied : new boolean[] {true, false}) {
            Mamba2Config config = new Mamba2Config(24, 2, 12, 6, 2, 3, 2, tied, 47, new Range(0.0625, 1),
                    new Range(0.002, 0.3));
            TensorSource weights = random(config);
            Path first = dir.resolve("first" + tied);
            ModelDirectories.save(first, config, weights);
            Path second = dir.resolve("second" + tied);
            try (var loaded = HfModelDirectory.load(first)) {
                assertEquals(config, loaded.config());
                assertSame(weights, loaded.weights());
                assertEquals(tied, !loaded.weights().names().contains("lm_head.weight"));
                ModelDirectories.save(second, loaded.config(), loaded.weights());
            }
            try (var files = Files.list(first)) {
                assertEquals(List.of("config.json", "model.safetensors"),
                        files.map(f -> f.getFileName().toString()).sorted().toList());
            }
            for (String file : List.of("config.json", "model.safetensors")) {
                assertEquals(-1, Files.mismatch(first.resolve(file), second.resolve(file)), file);
            }
            try (var saved = SafetensorsFile.open(first.resolve("model.safetensors"))) {
                assertEquals(Map.of("format", "pt"), saved.metadata());
            }
        }
    }

    private interface Shard {
        byte[] of(SafetensorsFile whole, List<String> names) throws IOException;
    }

    @Test
    void shardsAreOneModel() throws IOException {
        shards("model.safetensors.index.json", "model-0000", ".safetensors", HfModelDirectoryTest::copy);
    }

    @Test
    void shardsOfPyTorchAreOneModel() throws IOException {
        shards("pytorch_model.bin.index.json", "pytorch_model-0000", ".bin", HfModelDirectoryTest::torch);
    }

    private void shards(String indexName, String begin, String end, Shard shard) throws IOException {
        SafetensorsFile whole = SafetensorsFile.of(reference.safetensors(), "whole");
        List<String> names = new ArrayList<>(whole.names());
        int half = names.size() / 2;
        String one = begin + "1-of-00002" + end;
        String two = begin + "2-of-00002" + end;
        Path model = directory("sharded", reference.config(), one, shard.of(whole, names.subList(0, half)));
        Files.write(model.resolve(two), shard.of(whole, names.subList(half, names.size())));
        ObjectNode index = new ObjectMapper().createObjectNode();
        index.putObject("metadata").put("total_size", 1);
        ObjectNode map = index.putObject("weight_map");
        names.forEach(name -> map.put(name, names.indexOf(name) < half ? one : two));
        Path indexFile = model.resolve(indexName);
        Files.writeString(indexFile, index.toString());
        try (var loaded = HfModelDirectory.load(model)) {
            for (String name : names) {
                assertArrayEquals(whole.read(name), loaded.weights().read(name));
            }
        }
        String first = names.get(0);
        map.put(first, two);
        Files.writeString(indexFile, index.toString());
        refused(model, "has no tensor '" + first + "'");
        map.put("no.such.tensor", one).put(first, one);
        Files.writeString(indexFile, index.toString());
        refused(model, "has no tensor 'no.such.tensor'");
        map.remove("no.such.tensor");
        for (String path : List.of("../" + one, "/etc/passwd", "a/b" + end, "..\\b" + end, indexName, "")) {
            map.put(first, path);
            Files.writeString(indexFile, index.toString());
            refused(model, "'" + path + "' is not allowed");
        }
        map.put(first, 5);
        Files.writeString(indexFile, index.toString());
        refused(model, "'5' is not allowed");
        map.put(first, "other" + end);
        Files.writeString(indexFile, index.toString());
        refused(model, "other" + end + " does not exist");
        Files.writeString(indexFile, "{}");
        refused(model, "no weight_map");
    }

    private static byte[] torch(SafetensorsFile whole, List<String> names) throws IOException {
        TorchFiles.Pickle pickle = TorchFiles.pickle().op('}');
        Map<String, byte[]> storages = new LinkedHashMap<>();
        for (String name : names) {
            List<Long> size = whole.shape(name).dimensions();
            long[] stride = new long[size.size()];
            long elements = 1;
            for (int axis = stride.length - 1; axis >= 0; axis--) {
                stride[axis] = elements;
                elements *= size.get(axis);
            }
            String key = Integer.toString(storages.size());
            pickle.text(name)
                    .tensor(key, elements, 0, size.stream().mapToLong(Long::longValue).toArray(), stride).op('s');
            storages.put(key, TorchFiles.floats(whole.read(name)));
        }
        return TorchFiles.zip(pickle.op('.').bytes(), storages);
    }

    @Test
    void halfPrecisionIsWidened() throws IOException {
        SafetensorsFile whole = SafetensorsFile.of(reference.safetensors(), "whole");
        Path model = directory("bf16", reference.config(), "model.safetensors", truncated(whole));
        try (var loaded = HfModelDirectory.load(model)) {
            for (String name : loaded.weights().names()) {
                assertEquals(ElementType.BF16, loaded.weights().tensor(name).type());
                float[] expected = whole.read(name);
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = Float.intBitsToFloat(Float.floatToRawIntBits(expected[i]) & 0xffff0000);
                }
                assertArrayEquals(expected, loaded.weights().read(name));
            }
        }
    }

    @Test
    void settingsThatWouldGiveAnotherModelAreRefused() throws IOException {
        refusedConfig("norm_before_gate true is not supported; only false", json -> json.put("norm_before_gate", true));
        refusedConfig("use_bias true", json -> json.put("use_bias", true));
        refusedConfig("use_conv_bias false", json -> json.put("use_conv_bias", false));
        refusedConfig("rms_norm false", json -> json.put("rms_norm", false));
        refusedConfig("hidden_act \"gelu\"", json -> json.put("hidden_act", "gelu"));
        refusedConfig("model_type \"llama\"", json -> json.put("model_type", "llama"));
        refusedConfig("layer_norm_epsilon 1.0E-6", json -> json.put("layer_norm_epsilon", 1e-6));
        refusedConfig("time_step_limit [0.0,0.1]", json -> json.putArray("time_step_limit").add(0.0).add(0.1));
        refusedConfig("num_heads 7", json -> json.put("num_heads", 7));
        refusedConfig("headDim 7 does not divide", json -> json.put("head_dim", 7));
        refusedConfig("state_size is missing", json -> json.remove("state_size"));
        refusedConfig("state_size 16.5", json -> json.put("state_size", 16.5));
        refusedConfig("state_size 0", json -> json.put("state_size", 0));
        refusedConfig("hidden_size 99999999999", json -> json.put("hidden_size", 99_999_999_999L));
        refusedConfig("would be", json -> json.put("state_size", 1 << 24).put("n_groups", 1 << 24));
        refusedConfig("time_step_min and time_step_max", json -> json.put("time_step_min", 1.0));
        refusedConfig("too few for 16777216 layers", json -> json.put("num_hidden_layers", 1 << 24));
        refusedConfig("lacks 9 tensors", json -> json.put("num_hidden_layers", 3));
        refusedConfig("has 9 tensors that no parameter", json -> json.put("num_hidden_layers", 1));
        refusedConfig("in shape [61, 32]; the configuration asks for [62, 32]", json -> json.put("vocab_size", 62));
        refusedConfig("lacks a tensor that the configuration asks for: 'lm_head.weight'",
                json -> json.put("tie_word_embeddings", false));
    }

    @Test
    void infinityIsReadInEverySpelling() throws IOException {
        String config = new String(reference.config(), StandardCharsets.UTF_8);
        String infinity = config.substring(config.indexOf("{", 1), config.indexOf("}") + 1);
        for (String spelling : List.of("Infinity", infinity)) {
            Path model = directory(spelling.substring(0, 1), config.replace(infinity, spelling).getBytes(
                    StandardCharsets.UTF_8), "model.safetensors", reference.safetensors());
            try (var loaded = HfModelDirectory.load(model)) {
                assertEquals(TINY, loaded.config());
            }
        }
    }

    @Test
    void stateSpacesSettingsThatWouldGiveAnotherModelAreRefused() throws IOException {
        for (var change : Map.of(
                "\"Mamba2\"|\"Mamba1\"", "layer \"Mamba1\"",
                "\"layer\": \"Mamba2\",|", "layer is missing",
                "\"d_state\": 16|\"d_state\": 16, \"ngroups\": 2",
                "ngroups 2 is not supported; only 1 is allowed: with more, the gated norm",
                "\"d_state\": 16|\"d_state\": 16, \"norm_before_gate\": true", "norm_before_gate true",
                "\"d_state\": 16|\"d_state\": 16, \"d_ssm\": 32", "d_ssm 32",
                "\"d_state\": 16|\"d_state\": 16, \"new\": 1", "new 1 is not supported; the field is not known",
                "\"d_intermediate\": 0|\"d_intermediate\": 4", "d_intermediate 4",
                "\"attn_layer_idx\": []|\"attn_layer_idx\": [1]", "attn_layer_idx [1]",
                "\"pad_vocab_size_multiple\": 61|\"pad_vocab_size_multiple\": 16", "asks for [64, 32]").entrySet()) {
            String[] fromTo = change.getKey().split("\\|", -1);
            String config = STATE_SPACES.replace(fromTo[0], fromTo[1]);
            assertFalse(config.equals(STATE_SPACES), change.getKey());
            refused(directory("ssm", config.getBytes(StandardCharsets.UTF_8), "pytorch_model.bin", reference.torch()),
                    change.getValue());
        }
    }

    @Test
    void aHeadBesideTiedEmbeddingsMustBeTheirCopy() throws IOException {
        SafetensorsFile whole = SafetensorsFile.of(reference.safetensors(), "whole");
        float[] head = whole.read("backbone.embeddings.weight");
        Path model = directory("head", reference.config(), "model.safetensors", withHead(whole, head));
        try (var loaded = HfModelDirectory.load(model)) {
            assertFalse(loaded.weights().names().contains("lm_head.weight"));
        }
        head[1000]++;
        Files.write(model.resolve("model.safetensors"), withHead(whole, head));
        refused(model, "at element 1000; they must be equal");
    }

    @Test
    void brokenDirectoriesAreNamed() throws IOException {
        refused(dir.resolve("nothing"), "config.json does not exist");
        Path model = directory("model", reference.config(), "other.bin", new byte[0]);
        refused(model, "has no weights; model.safetensors");
        Files.write(model.resolve("model.safetensors"), new byte[0]);
        refused(model, "0 bytes are too few");
        for (String config : List.of("", "[]", "{", "{} {}", "{\"a\":1,\"a\":2}", "[".repeat(1000))) {
            Files.writeString(model.resolve("config.json"), config);
            refused(model, "config.json is not");
        }
    }

    @Test
    void weightsOfAnotherModelAreNotSaved() throws IOException {
        Mamba2Config other = new Mamba2Config(32, 2, 8, 8, 2, 4, 1, true, 61, TINY.initA(), TINY.initDt());
        assertThrows(ModelFormatException.class, () -> HfModelDirectory.weightsFile(TINY, random(other)));
    }

    private Path directory(String name, byte[] config, String weightsFile, byte[] weights) throws IOException {
        Path directory = Files.createDirectories(dir.resolve(name));
        Files.write(directory.resolve("config.json"), config);
        Files.write(directory.resolve(weightsFile), weights);
        return directory;
    }

    private void refusedConfig(String part, Consumer<ObjectNode> change) throws IOException {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(reference.config());
        change.accept(json);
        refused(directory("refused", json.toString().getBytes(StandardCharsets.UTF_8), "model.safetensors",
                reference.safetensors()), part);
    }

    private static void refused(Path model, String part) {
        var e = assertThrows(ModelFormatException.class, () -> HfModelDirectory.load(model).close());
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertTrue(e.getMessage().startsWith(model.toString()), e.getMessage());
    }

    private static void assertSame(TensorSource expected, TensorSource actual) throws IOException {
        assertEquals(expected.names().size(), actual.names().size());
        for (String name : expected.names()) {
            assertEquals(expected.shape(name), actual.shape(name));
            assertArrayEquals(expected.read(name), actual.read(name), name);
        }
    }

    private static TensorSource random(Mamba2Config config) throws IOException {
        Random random = new Random(5);
        SafetensorsWriter writer = new SafetensorsWriter();
        for (var entry : Parameter.shapes(config).entrySet()) {
            float[] values = new float[Math.toIntExact(entry.getValue().elements())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            writer.add("", SafetensorsBytes.tensor(entry.getKey(), entry.getValue(), values));
        }
        return SafetensorsFile.of(SafetensorsBytes.of(writer), "random");
    }

    private static byte[] copy(SafetensorsFile from, List<String> names) throws IOException {
        return SafetensorsBytes.of(writer(from, names));
    }

    private static byte[] withHead(SafetensorsFile from, float[] head) throws IOException {
        return SafetensorsBytes.of(writer(from, from.names()).add("",
                SafetensorsBytes.tensor("lm_head.weight", Shape.of(61, 32), head)));
    }

    private static SafetensorsWriter writer(SafetensorsFile from, Iterable<String> names) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : names) {
            writer.add("", SafetensorsBytes.tensor(name, from.shape(name), from.read(name)));
        }
        return writer;
    }

    /** Every tensor as BF16, cut from its float. */
    private static byte[] truncated(SafetensorsFile from) throws IOException {
        ObjectNode header = new ObjectMapper().createObjectNode();
        var data = new ByteArrayOutputStream();
        for (String name : from.names()) {
            ObjectNode tensor = header.putObject(name);
            tensor.put("dtype", "BF16");
            from.shape(name).dimensions().forEach(tensor.putArray("shape")::add);
            int begin = data.size();
            for (float value : from.read(name)) {
                int bits = Float.floatToRawIntBits(value) >>> 16;
                data.write(bits);
                data.write(bits >>> 8);
            }
            tensor.putArray("data_offsets").add(begin).add(data.size());
        }
        return SafetensorsBytes.raw(header.toString(), data.toByteArray());
    }
}
