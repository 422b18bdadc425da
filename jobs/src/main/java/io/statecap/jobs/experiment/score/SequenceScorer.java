package io.statecap.jobs.experiment.score;

import io.statecap.datasets.TokenStream;
import io.statecap.model.CostEstimate;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.Parallel;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.StartStates;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.io.Parameter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Runs a model over whole sequences, each from the empty state, in memory that grows with no sequence but its losses.
 * Several sequences run side by side on threads that share the weights; each is read by one thread, in the same
 * pieces, so the number of threads changes no bit.
 */
public final class SequenceScorer {

    private static final int KEY_DIGITS = 16;
    /** Of the heap; the rest is for losses and tokens. */
    private static final double USABLE_SHARE = 0.8;

    private SequenceScorer() {}

    /**
     * @param engine    reads
     * @param model     weights are packed as they are read, so they are held once
     * @param sequences token ids within the model's vocabulary; at least one sequence has two or more
     * @param threads   at most, at least 1; fewer where the heap has no room for what each of them holds
     */
    public static Score score(ModelEngine engine, HfModelDirectory model, List<int[]> sequences, int threads)
            throws IOException {
        float[][] losses = new float[sequences.size()][];
        double seconds;
        try (FrozenModel frozen = engine.model(model.config(), model.weights())) {
            seconds = read(frozen, sequences, threads, losses);
        }
        double sum = 0;
        long predictions = 0;
        long tokens = 0;
        for (int i = 0; i < losses.length; i++) {
            for (float loss : losses[i]) {
                sum += loss;
            }
            predictions += losses[i].length;
            tokens += sequences.get(i).length;
        }
        double mean = sum / predictions;
        return new Score(key(model, sequences), new Score.Summary(mean, Math.exp(mean), tokens, sequences.size()),
                seconds, List.of(losses));
    }

    private static int mostThreads(Mamba2Config config, int piece) {
        double room = USABLE_SHARE * Runtime.getRuntime().maxMemory() - CostEstimate.weightBytes(config);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, room / CostEstimate.inferenceBytes(config, 1, piece)));
    }

    /** @return seconds that the thread that took longest has read */
    private static double read(FrozenModel model, List<int[]> sequences, int threads, float[][] losses) {
        int piece = model.shape(Mitigation.NONE).length(1);
        // Long ones first, or the last one may keep a single thread busy.
        Queue<Integer> longestFirst = new ConcurrentLinkedQueue<>(IntStream.range(0, sequences.size()).boxed()
                .sorted(Comparator.comparing(i -> -sequences.get(i).length)).toList());
        LongAccumulator longest = new LongAccumulator(Math::max, 0);
        Runnable worker = () -> {
            try (Inference inference = model.open(1, piece, Mitigation.NONE)) {
                long start = System.nanoTime();
                for (Integer i = longestFirst.poll(); i != null; i = longestFirst.poll()) {
                    losses[i] = losses(inference, sequences.get(i), piece);
                }
                inference.finish();
                longest.accumulate(System.nanoTime() - start);
            }
        };
        int workers = Math.min(Math.min(threads, mostThreads(model.config(), piece)), sequences.size());
        Parallel.run(workers, Collections.nCopies(workers, worker));
        return longest.get() / 1e9;
    }

    private static float[] losses(Inference inference, int[] sequence, int piece) {
        float[] losses = new float[Math.max(0, sequence.length - 1)];
        int[] ages = new int[piece];
        Arrays.fill(ages, TokenStream.NO_AGE);
        inference.start(0, StartStates.EMPTY, 0);
        for (int from = 0; from < losses.length; from += piece) {
            int count = Math.min(piece, losses.length - from);
            int start = from;
            inference.read(Arrays.copyOfRange(sequence, from, from + count), count);
            inference.losses(Arrays.copyOfRange(sequence, from + 1, from + 1 + count), ages, count,
                    (row, loss, correct) -> losses[start + row] = (float) loss);
        }
        return losses;
    }

    private static String key(HfModelDirectory model, List<int[]> sequences) throws IOException {
        MessageDigest digest = DigestUtils.getSha256Digest();
        digest.update(model.config().toString().getBytes(StandardCharsets.UTF_8));
        for (String parameter : Parameter.shapes(model.config()).keySet()) {
            model.weights().update(digest, parameter);
        }
        for (int[] sequence : sequences) {
            ByteBuffer bytes = ByteBuffer.allocate((sequence.length + 1) * Integer.BYTES);
            bytes.asIntBuffer().put(sequence.length).put(sequence);
            digest.update(bytes.array());
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_DIGITS);
    }
}
