package io.statecap.model.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.datasets.RecallSettings;
import io.statecap.datasets.passkey.PasskeyTask;
import io.statecap.datasets.passkey.PasskeyTask.PasskeyPrompt;
import io.statecap.datasets.passkey.RecallPasskey;
import io.statecap.datasets.passkey.TextPasskey;
import io.statecap.datasets.tokenizer.ByteTokenizer;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.PlainMamba2;
import io.statecap.model.RandomModels;
import io.statecap.model.cpu.CpuModel;
import io.statecap.model.probe.PasskeyProbe.PasskeyCell;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers from a shared prefix and several continuations against one prompt at a time, read and decoded token by token.
 */
class PasskeyProbeTest {

    private static final List<Double> DEPTHS = List.of(1.0, 0.0, 0.5);

    /**
     * Records the tokens generated for each prompt, so that every generated token is compared, not just right answers.
     */
    private record Echo(PasskeyTask task, Map<String, List<Integer>> said, AtomicLong positions)
            implements PasskeyTask {
        @Override
        public PasskeyPrompt prompt(long contextLength, double depth, long sample) {
            PasskeyPrompt prompt = task.prompt(contextLength, depth, sample);
            return new PasskeyPrompt(prompt.length(), prompt.sharedTokens(), prompt.distance(), at -> {
                positions.incrementAndGet();
                return prompt.tokens().applyAsInt(at);
            }, generated -> {
                said.put(depth + " " + sample, Arrays.stream(generated).boxed().toList());
                return sample % 2 == 0;
            });
        }

        @Override
        public int newTokens() {
            return task.newTokens();
        }

        @Override
        public int vocabularySize() {
            return task.vocabularySize();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"none 3", "none 11", "window:tokens=100 3", "normalise:limit=0.5 2"})
    void textAnswersAgree(String mitigation, int samples) {
        check(new TextPasskey(new ByteTokenizer()), 257, 700, mitigation, samples);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void recallAnswersAgree(int samples) {
        check(new RecallPasskey(new RecallSettings(10, 5, 0.5, 8)), 15, 130, "none", samples);
    }

    /** The planned number of positions is the number read, repeated samples included. */
    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"text 3", "text 11", "recall 3", "recall 9"})
    void positionsAreCounted(String kind, int samples) {
        boolean text = kind.equals("text");
        PasskeyTask task = text ? new TextPasskey(new ByteTokenizer())
                : new RecallPasskey(new RecallSettings(200, 57, 0.5, 8));
        Mamba2Config config = new Mamba2Config(4, 1, 2, 4, 2, 4, 1, true, 257, new Mamba2Config.Range(0.0625, 1),
                new Mamba2Config.Range(0.001, 0.1));
        long length = 20_000;
        AtomicLong read = new AtomicLong();
        try (Mamba2 model = RandomModels.model(config, RandomModels.random(0))) {
            PasskeyProbe.run(CpuModel.of(model), Mitigation.NONE, new Echo(task, new HashMap<>(), read), length,
                    DEPTHS, samples);
        }
        assertEquals(read.get(), PasskeyProbe.positions(length, DEPTHS, samples, text), 0.03 * read.get());
    }

    private static void check(PasskeyTask task, int vocabulary, long length, String mitigation, int samples) {
        Mamba2Config config = new Mamba2Config(12, 2, 6, 4, 2, 4, 2, true, vocabulary,
                new Mamba2Config.Range(0.0625, 1), new Mamba2Config.Range(0.001, 0.1));
        try (Mamba2 model = RandomModels.model(config, RandomModels.random(samples))) {
            Map<String, List<Integer>> said = new HashMap<>();
            var changed = Mitigation.parse(mitigation);
            List<PasskeyCell> cells = PasskeyProbe.run(CpuModel.of(model), changed,
                    new Echo(task, said, new AtomicLong()), length, DEPTHS, samples);
            Map<String, List<Integer>> wanted = new HashMap<>();
            for (int i = 0; i < DEPTHS.size(); i++) {
                int correct = 0;
                long distances = 0;
                for (int sample = 0; sample < samples; sample++) {
                    PasskeyPrompt prompt = task.prompt(length, DEPTHS.get(i), sample);
                    int[] tokens = new int[(int) prompt.length()];
                    prompt.read(0, tokens, 0, tokens.length);
                    PlainMamba2 plain = new PlainMamba2(model, changed);
                    double[] logits = null;
                    for (int token : tokens) {
                        logits = plain.next(token);
                    }
                    int[] generated = new int[task.newTokens()];
                    for (int k = 0; k < generated.length; k++) {
                        logits = k == 0 ? logits : plain.next(generated[k - 1]);
                        for (int v = 1; v < logits.length; v++) {
                            generated[k] = logits[v] > logits[generated[k]] ? v : generated[k];
                        }
                    }
                    wanted.put(DEPTHS.get(i) + " " + sample, Arrays.stream(generated).boxed().toList());
                    correct += sample % 2 == 0 ? 1 : 0;
                    distances += prompt.distance();
                }
                assertEquals(new PasskeyCell(length, DEPTHS.get(i), Math.round(distances / (double) samples), samples,
                        correct), cells.get(i));
            }
            assertEquals(wanted, said);
        }
    }
}
