package io.statecap.jobs.experiment.score;

import io.statecap.analysis.table.CurveRow;
import io.statecap.model.probe.Buckets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Losses of given sequences under a model.
 *
 * @param key     names model and sequences: equal for equal ones
 * @param summary means over all predictions
 * @param seconds that reading the sequences took, the model being there
 * @param losses  for each sequence, the loss at each position, nats; one fewer than its tokens
 */
public record Score(String key, Summary summary, double seconds, List<float[]> losses) {

    private static final int FIRST_EDGE = 64;
    private static final int BUCKETS_AN_OCTAVE = 4;
    private static final String PROBE = "score";

    public Score {
        losses = List.copyOf(losses);
    }

    /**
     * Means over all predictions.
     *
     * @param loss       nats a prediction
     * @param perplexity {@code exp(loss)}
     * @param tokens     tokens read
     * @param sequences  sequences read
     */
    public record Summary(double loss, double perplexity, long tokens, int sequences) {}

    /** Loss against position as rows of the table {@code curves}; the training length is not known, so it is 0. */
    public List<CurveRow> curve(String prompt) {
        int longest = losses.stream().mapToInt(sequence -> sequence.length).max().orElse(0);
        List<Long> edges = Buckets.geometric(FIRST_EDGE, longest, BUCKETS_AN_OCTAVE).edges();
        List<CurveRow> rows = new ArrayList<>();
        for (int i = 0; i + 1 < edges.size(); i++) {
            rows.add(row(prompt, edges.get(i), edges.get(i + 1)));
        }
        return rows;
    }

    /** Where the first loss is that is no finite number, in a sentence; empty if all are. */
    public Optional<String> firstNotFinite() {
        for (int sequence = 0; sequence < losses.size(); sequence++) {
            for (int position = 0; position < losses.get(sequence).length; position++) {
                float loss = losses.get(sequence)[position];
                if (!Float.isFinite(loss)) {
                    return Optional.of("the first loss that is no finite number is " + loss + ", at position " + position
                            + " of sequence " + sequence + " (both counted from 0).");
                }
            }
        }
        return Optional.empty();
    }

    private CurveRow row(String prompt, long from, long to) {
        double sum = 0;
        long count = 0;
        List<Double> means = new ArrayList<>();
        for (float[] sequence : losses) {
            double own = 0;
            int end = (int) Math.min(to, sequence.length);
            for (int position = (int) from; position < end; position++) {
                own += sequence[position];
            }
            long scored = Math.max(0, end - from);
            means.add(scored == 0 ? null : own / scored);
            sum += own;
            count += scored;
        }
        return new CurveRow(key, PROBE, prompt, "all", "none", null, 0, from, to, sum / count, standardError(means),
                null, losses.size(), means);
    }

    private static Double standardError(List<Double> means) {
        double[] known = means.stream().filter(java.util.Objects::nonNull).mapToDouble(Double::doubleValue).toArray();
        if (known.length < 2) {
            return null;
        }
        double mean = java.util.Arrays.stream(known).average().orElseThrow();
        double squares = java.util.Arrays.stream(known).map(value -> (value - mean) * (value - mean)).sum();
        return Math.sqrt(squares / (known.length - 1) / known.length);
    }
}
