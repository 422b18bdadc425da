package io.statecap.model.probe;

import io.statecap.datasets.passkey.PasskeyPrompt;
import io.statecap.datasets.passkey.PasskeyTask;
import io.statecap.model.Inference;
import io.statecap.model.Mitigation;
import io.statecap.model.network.Activations;
import io.statecap.model.network.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Whether a model finds a fact again: prompts of one context length, the fact at several depths, answers decoded
 * greedily. What the samples have in common before the fact is read once, by a trunk whose state each sample takes over.
 */
public final class PasskeyProbe {

    /** Samples that run side by side. */
    private static final int LANES = 8;
    private static final int PIECE = Activations.CHUNK;
    private static final int TRUNK_PIECE = LANES * PIECE;

    private final PasskeyTask task;
    private final Inference trunk;
    private final Inference branches;
    private final int lanes;
    private long trunkPosition;

    private PasskeyProbe(Weights weights, Mitigation mitigation, PasskeyTask task, int samples) {
        this.task = task;
        lanes = lanes(samples);
        trunk = new Inference(weights, 1, TRUNK_PIECE, mitigation);
        branches = new Inference(weights, lanes, PIECE, mitigation);
    }

    /**
     * @param depths  0 … 1, in any order
     * @param samples prompts a depth
     * @return one cell a depth, in the order given
     * @throws IllegalArgumentException if there is no such prompt
     */
    public static List<PasskeyCell> run(Weights weights, Mitigation mitigation, PasskeyTask task, long contextLength,
                                        List<Double> depths, int samples) {
        PasskeyProbe probe = new PasskeyProbe(weights, mitigation, task, samples);
        PasskeyCell[] cells = new PasskeyCell[depths.size()];
        // The trunk only moves on.
        List<Integer> ascending = new ArrayList<>();
        for (int i = 0; i < cells.length; i++) {
            ascending.add(i);
        }
        ascending.sort(Comparator.comparingDouble(depths::get));
        for (int index : ascending) {
            cells[index] = probe.cell(contextLength, depths.get(index), samples);
        }
        return List.of(cells);
    }

    /**
     * About how many positions {@link #run} makes the model read, all samples together.
     *
     * @param shared whether samples share what comes before the fact, as prompts of text do
     */
    public static double positions(long contextLength, List<Double> depths, int samples, boolean shared) {
        int lanes = lanes(samples);
        // Lanes without a sample of their own are read as well.
        long read = (long) (samples + lanes - 1) / lanes * lanes;
        double trunk = shared ? contextLength * depths.stream().mapToDouble(Double::doubleValue).max().orElse(0) : 0;
        return trunk + depths.stream().mapToDouble(depth -> read * contextLength * (shared ? 1 - depth : 1)).sum();
    }

    /** Samples that run side by side. */
    public static int lanes(int samples) {
        return Math.min(LANES, samples);
    }

    private PasskeyCell cell(long contextLength, double depth, int samples) {
        int correct = 0;
        long distances = 0;
        for (int first = 0; first < samples; first += lanes) {
            PasskeyPrompt[] prompts = new PasskeyPrompt[lanes];
            for (int lane = 0; lane < lanes; lane++) {
                // Lanes without a sample of their own repeat the last one; their answers are not counted.
                prompts[lane] = task.prompt(contextLength, depth, Math.min(first + lane, samples - 1));
            }
            int[][] answers = answer(prompts);
            for (int lane = 0; lane < lanes && first + lane < samples; lane++) {
                correct += prompts[lane].answeredBy(answers[lane]) ? 1 : 0;
                distances += prompts[lane].distance();
            }
        }
        return new PasskeyCell(contextLength, depth, Math.round(distances / (double) samples), samples, correct);
    }

    /** What the model generates after each prompt. All prompts have the same length and shared tokens. */
    private int[][] answer(PasskeyPrompt[] prompts) {
        long shared = prompts[0].sharedTokens();
        readTrunk(prompts[0], shared);
        for (int lane = 0; lane < lanes; lane++) {
            branches.state().copyLane(trunk.state(), 0, lane);
            if (lane > 0) {
                prompts[lane].skip(shared);
            }
        }
        int[] tokens = new int[lanes * PIECE];
        int[] next = null;
        for (long position = shared; position < prompts[0].length(); ) {
            int count = (int) Math.min(PIECE, prompts[0].length() - position);
            for (int lane = 0; lane < lanes; lane++) {
                prompts[lane].read(tokens, lane * count, count);
            }
            branches.read(tokens, count);
            position += count;
            if (position == prompts[0].length()) {
                next = branches.mostLikely(count);
            }
        }
        int[][] generated = new int[lanes][task.newTokens()];
        for (int i = 0; i < task.newTokens(); i++) {
            if (i > 0) {
                branches.read(next, 1);
                next = branches.mostLikely(1);
            }
            for (int lane = 0; lane < lanes; lane++) {
                generated[lane][i] = next[lane];
            }
        }
        return generated;
    }

    /** Brings the trunk to {@code shared} tokens and the prompt behind them. */
    private void readTrunk(PasskeyPrompt prompt, long shared) {
        prompt.skip(trunkPosition);
        int[] tokens = new int[TRUNK_PIECE];
        while (trunkPosition < shared) {
            int count = (int) Math.min(TRUNK_PIECE, shared - trunkPosition);
            prompt.read(tokens, 0, count);
            trunk.read(Arrays.copyOf(tokens, count), count);
            trunkPosition += count;
        }
    }
}
