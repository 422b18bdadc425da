package io.statecap.model.reference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One golden case: inputs and what an independent implementation computed from them. */
record ReferenceCase(Path file, SafetensorsFile tensors, Mamba2Config config) {

    /** The directory of the system property {@code statecap.reference}, else the project's own copies. */
    static Path directory() {
        String property = System.getProperty("statecap.reference");
        if (property != null) {
            return Path.of(System.getProperty("statecap.root", "")).resolve(property);
        }
        try {
            return Path.of(ReferenceCase.class.getResource("/reference/tiny.safetensors").toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<ReferenceCase> all() {
        try (Stream<Path> files = Files.list(directory())) {
            List<ReferenceCase> cases = files.filter(file -> file.toString().endsWith(".safetensors")).sorted()
                    .map(ReferenceCase::open).toList();
            if (cases.isEmpty()) {
                throw new IllegalStateException("no *.safetensors in " + directory());
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReferenceCase open(Path file) {
        try {
            SafetensorsFile tensors = SafetensorsFile.open(file);
            JsonNode json = new ObjectMapper().readTree(tensors.metadata().get("config"));
            Mamba2Config.Range any = new Mamba2Config.Range(1, 1);
            Mamba2Config config = new Mamba2Config(json.get("hidden_size").asInt(),
                    json.get("num_hidden_layers").asInt(), json.get("state_size").asInt(), json.get("head_dim").asInt(),
                    json.get("expand").asInt(), json.get("conv_kernel").asInt(), json.get("n_groups").asInt(),
                    json.get("tie_word_embeddings").asBoolean(), json.get("vocab_size").asInt(), any, any);
            return new ReferenceCase(file, tensors, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Mamba2 model() throws IOException {
        Mamba2 model = Mamba2.initialise(config, 0);
        model.parameters().copyFrom(tensors, "weight.");
        return model;
    }

    int batch() throws IOException {
        return (int) tensors.shape("input_ids").dimension(0);
    }

    int length() throws IOException {
        return (int) tensors.shape("input_ids").dimension(1);
    }

    /** [batch, length] */
    int[] ids() throws IOException {
        float[] ids = tensors.read("input_ids");
        return IntStream.range(0, ids.length).map(i -> (int) ids[i]).toArray();
    }

    /** [batch, length] */
    INDArray idsArray() throws IOException {
        return Nd4j.createFromArray(ids()).reshape(batch(), length());
    }

    /** All next-token predictions within the sequences. */
    TokenBatch nextTokens() throws IOException {
        int[] ids = ids();
        int length = length() - 1;
        int[] inputs = new int[batch() * length];
        int[] targets = new int[inputs.length];
        int[] ages = new int[inputs.length];
        Arrays.fill(ages, TokenStream.NO_AGE);
        for (int sequence = 0; sequence < batch(); sequence++) {
            System.arraycopy(ids, sequence * length(), inputs, sequence * length, length);
            System.arraycopy(ids, sequence * length() + 1, targets, sequence * length, length);
        }
        return new TokenBatch(batch(), length, inputs, targets, ages);
    }

    float[] floats(String name) throws IOException {
        return tensors.read(name);
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }

    /** ‖x − reference‖ / ‖reference‖ over the reference's elements. */
    static double distance(float[] x, float[] reference) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < reference.length; i++) {
            difference += ((double) x[i] - reference[i]) * ((double) x[i] - reference[i]);
            norm += (double) reference[i] * reference[i];
        }
        return Math.sqrt(difference / norm);
    }
}
