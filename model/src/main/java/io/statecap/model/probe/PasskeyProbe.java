package io.statecap.model.probe;

import io.statecap.datasets.passkey.PasskeyTask;
import io.statecap.datasets.passkey.PasskeyTask.PasskeyPrompt;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.ReadingShape;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Whether a model finds a fact again: prompts of one context length, the fact at several depths, answers decoded
 * greedily. The prefix that samples share before the fact is read once; each sample's continuation starts from its
 * state.
 */
public final class PasskeyProbe implements AutoCloseable {

    /**
     * Retrieval at one context length and depth.
     *
     * @param contextLength tokens
     * @param depth         0 start … 1 end
     * @param distance      tokens from the end of the fact to the question, mean over samples, rounded
     * @param samples       prompts
     * @param correct       prompts whose answer was right
     */
    public record PasskeyCell(long contextLength, double depth, long distance, int samples, int correct)
            implements Serializable {}

    private final PasskeyTask task;
    private final Inference prefix;
    private final Inference continuations;
    private final int sequences;
    private final int prefixPiece;
    private final int piece;
    private long prefixPosition;

    private PasskeyProbe(FrozenModel model, Mitigation mitigation, PasskeyTask task, int samples) {
        this.task = task;
        ReadingShape shape = model.shape(mitigation);
        sequences = Math.min(shape.sequences(Inference.CHUNK), samples);
        prefixPiece = shape.length(1);
        piece = shape.length(sequences);
        prefix = model.open(1, prefixPiece, mitigation);
        continuations = model.open(sequences, piece, mitigation);
    }

    /**
     * @param depths  0 … 1, in any order
     * @param samples prompts a depth
     * @return one cell a depth, in the order given
     * @throws IllegalArgumentException if there is no such prompt
     */
    public static List<PasskeyCell> run(FrozenModel model, Mitigation mitigation, PasskeyTask task, long contextLength,
                                        List<Double> depths, int samples) {
        Map<Double, PasskeyCell> cells = new HashMap<>();
        try (PasskeyProbe probe = new PasskeyProbe(model, mitigation, task, samples)) {
            // The prefix is only read forward.
            for (double depth : new TreeSet<>(depths)) {
                cells.put(depth, probe.cell(contextLength, depth, samples));
            }
        }
        return depths.stream().map(cells::get).toList();
    }

    /**
     * About how many positions {@link #run} makes the model read, all samples together.
     *
     * @param shared whether samples share what comes before the fact, as prompts of text do
     */
    public static double positions(long contextLength, List<Double> depths, int samples, boolean shared) {
        int sequences = parallelSamples(samples);
        // The last group is filled up with repeated samples.
        long read = (long) (samples + sequences - 1) / sequences * sequences;
        double prefix = shared ? contextLength * depths.stream().mapToDouble(Double::doubleValue).max().orElse(0) : 0;
        return prefix + depths.stream().mapToDouble(depth -> read * contextLength * (shared ? 1 - depth : 1)).sum();
    }

    /** Number of samples side by side. */
    public static int parallelSamples(int samples) {
        return Math.min(ReadingShape.CPU.sequences(Inference.CHUNK), samples);
    }

    @Override
    public void close() {
        prefix.close();
        continuations.close();
    }

    private PasskeyCell cell(long contextLength, double depth, int samples) {
        int correct = 0;
        long distances = 0;
        for (int first = 0; first < samples; first += sequences) {
            PasskeyPrompt[] prompts = new PasskeyPrompt[sequences];
            for (int sequence = 0; sequence < sequences; sequence++) {
                // A group that is not full repeats the last sample, whose further answers are not counted.
                prompts[sequence] = task.prompt(contextLength, depth, Math.min(first + sequence, samples - 1));
            }
            int[][] answers = answer(prompts);
            for (int sequence = 0; sequence < sequences && first + sequence < samples; sequence++) {
                correct += prompts[sequence].answer().test(answers[sequence]) ? 1 : 0;
                distances += prompts[sequence].distance();
            }
        }
        return new PasskeyCell(contextLength, depth, Math.round(distances / (double) samples), samples, correct);
    }

    /** The tokens that the model generates after each prompt. All prompts have the same length and shared tokens. */
    private int[][] answer(PasskeyPrompt[] prompts) {
        long shared = prompts[0].sharedTokens();
        readPrefix(prompts[0], shared);
        for (int sequence = 0; sequence < sequences; sequence++) {
            continuations.copySequence(prefix, 0, sequence);
        }
        int[] tokens = new int[sequences * piece];
        int[] next = null;
        for (long position = shared; position < prompts[0].length(); ) {
            int count = (int) Math.min(piece, prompts[0].length() - position);
            for (int sequence = 0; sequence < sequences; sequence++) {
                prompts[sequence].read(position, tokens, sequence * count, count);
            }
            continuations.read(tokens, count);
            position += count;
            if (position == prompts[0].length()) {
                next = continuations.mostLikely(count);
            }
        }
        int[][] generated = new int[sequences][task.newTokens()];
        for (int i = 0; i < task.newTokens(); i++) {
            if (i > 0) {
                continuations.read(next, 1);
                next = continuations.mostLikely(1);
            }
            for (int sequence = 0; sequence < sequences; sequence++) {
                generated[sequence][i] = next[sequence];
            }
        }
        return generated;
    }

    /** Reads the prefix up to {@code shared} tokens. */
    private void readPrefix(PasskeyPrompt prompt, long shared) {
        int[] tokens = new int[prefixPiece];
        while (prefixPosition < shared) {
            int count = (int) Math.min(prefixPiece, shared - prefixPosition);
            prompt.read(prefixPosition, tokens, 0, count);
            prefix.read(Arrays.copyOf(tokens, count), count);
            prefixPosition += count;
        }
    }
}
