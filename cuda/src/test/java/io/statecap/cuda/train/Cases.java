package io.statecap.cuda.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenStream;
import io.statecap.model.HeapParameters;
import io.statecap.model.Mamba2Config;
import io.statecap.model.io.Parameter;
import io.statecap.model.io.SafetensorsFile;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.Schedule;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Models with batches: the golden cases, and random ones of awkward sizes. */
record Cases(String name, Mamba2Config config, HeapParameters parameters, TokenBatch batch, SafetensorsFile golden) {

    static final Mamba2Config.Range ANY = new Mamba2Config.Range(1, 1);

    /** A golden case of the module model's test resources. */
    static Cases golden(String name) {
        try (InputStream in = Cases.class.getResourceAsStream("/reference/" + name + ".safetensors")) {
            SafetensorsFile file = SafetensorsFile.read(in, name);
            JsonNode json = new ObjectMapper().readTree(file.metadata().get("config"));
            Mamba2Config config = new Mamba2Config(json.get("hidden_size").asInt(),
                    json.get("num_hidden_layers").asInt(), json.get("state_size").asInt(), json.get("head_dim").asInt(),
                    json.get("expand").asInt(), json.get("conv_kernel").asInt(), json.get("n_groups").asInt(),
                    json.get("tie_word_embeddings").asBoolean(), json.get("vocab_size").asInt(), ANY, ANY);
            HeapParameters parameters = new HeapParameters(config);
            parameters.copyFrom(file, "weight.");
            float[] read = file.read("input_ids");
            int[] ids = IntStream.range(0, read.length).map(i -> (int) read[i]).toArray();
            int sequences = (int) file.shape("input_ids").dimension(0);
            int whole = (int) file.shape("input_ids").dimension(1);
            TokenBatch batch = TokenBatch.zeros(sequences, whole - 1);
            for (int sequence = 0; sequence < sequences; sequence++) {
                int at = sequence * (whole - 1);
                System.arraycopy(ids, sequence * whole, batch.inputs(), at, whole - 1);
                System.arraycopy(ids, sequence * whole + 1, batch.targets(), at, whole - 1);
            }
            Arrays.fill(batch.ages(), TokenStream.NO_AGE);
            return new Cases(name, config, parameters, batch, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode curve(String name) {
        try (InputStream in = Cases.class.getResourceAsStream("/reference/" + name + ".curve.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An initialised model whose ones and zeros are moved, and random tokens, a third of which do not count. */
    static Cases random(Mamba2Config config, int sequences, int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        HeapParameters parameters = HeapParameters.initialise(config, seed);
        for (String name : parameters.shapes().keySet()) {
            float scale = name.equals(Parameter.EMBEDDINGS.key()) || name.equals(Parameter.HEAD.key()) ? 0.5f : 0.1f;
            float[] values = parameters.get(name);
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (random.nextDouble() * 3.4 - 1.7) * scale;
            }
        }
        int size = sequences * length;
        int[] inputs = random.ints(size, 0, config.vocabulary()).toArray();
        int[] targets = new int[size];
        for (int i = 0; i < size; i++) {
            targets[i] = (i + 1) % length == 0 ? random.nextInt(config.vocabulary()) : inputs[i + 1];
        }
        int[] ages = random.ints(size, 0, 3).map(i -> i == 0 ? TokenStream.NOT_SCORED : i).toArray();
        ages[size - 1] = TokenStream.NO_AGE;
        return new Cases("d" + config.dModel() + " n" + config.dState() + " p" + config.headDim() + " g"
                + config.groups() + " k" + config.dConv() + (config.tied() ? "" : " untied") + " " + sequences + "x"
                + length, config, parameters, new TokenBatch(sequences, length, inputs, targets, ages), null);
    }

    /** Settings of a number of steps on this batch, with constant rates. */
    TrainingSettings settings(long steps, double rate) {
        int tokens = batch.sequences() * batch.length();
        return new TrainingSettings(batch.length(), tokens * steps, tokens, rate, Schedule.CONSTANT, 0, 0, 0.1, 0.9,
                0.95, 1e-8, 1, 3, InitialStates.ZERO);
    }

    /** The same where every token counts, as in text. */
    Cases scored() {
        int[] ages = new int[batch.ages().length];
        Arrays.fill(ages, TokenStream.NO_AGE);
        return new Cases(name, config, parameters, new TokenBatch(batch.sequences(), batch.length(), batch.inputs(),
                batch.targets(), ages), golden);
    }

    GivenBatches source() {
        return new GivenBatches(batch, config.vocabulary());
    }

    @Override
    public String toString() {
        return name;
    }
}
