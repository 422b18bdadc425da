package io.statecap.analysis.collapse;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.CurveRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * How often the criterion {@code fresh} calls simulated curves collapsed whose true excess is known, by the number of
 * sequences and of octaves beyond the training length. Tokens have Student's t with three degrees of freedom, far
 * heavier tails than a normal distribution. {@link #main} prints the table that docs/analysis.md sums up.
 */
class NullCurvesTest {

    private static final int BLOCKS = 8;
    private static final double LIMIT = 0.5;
    private static final CollapseDetector DETECTOR =
            new CollapseDetector(new Criterion(Criterion.Kind.FRESH, LIMIT, "all", 0, 1));

    /** Share of curves called collapsed. */
    private static double share(int curves, int sequences, int octaves, double excess, double noise) {
        Random random = new Random(31L * sequences + octaves);
        int called = 0;
        for (int i = 0; i < curves; i++) {
            called += DETECTOR.detect(curve(random, sequences, octaves, excess, noise)).collapsed() ? 1 : 0;
        }
        return called / (double) curves;
    }

    /** @param noise standard deviation of a block of a sequence's tokens, nats */
    private static List<CurveRow> curve(Random random, int sequences, int octaves, double excess, double noise) {
        List<CurveRow> rows = new ArrayList<>();
        rows.add(new CurveRow("t", "heldout", "heldout", "all", "none", null, 64, 32, 64, 1.0, 0.01, null, sequences,
                List.of(1.0)));
        for (int octave = 0; octave < octaves; octave++) {
            Double[] means = new Double[sequences];
            Double[] errors = new Double[sequences];
            for (int i = 0; i < sequences; i++) {
                double[] blocks = new double[BLOCKS];
                Arrays.setAll(blocks, block -> excess + noise * student(random));
                means[i] = Arrays.stream(blocks).average().orElseThrow();
                errors[i] = error(blocks);
            }
            double[] own = Arrays.stream(means).mapToDouble(Double::doubleValue).toArray();
            double mean = Arrays.stream(own).average().orElseThrow();
            rows.add(new CurveRow("t", "heldout", "heldout", "all", "none", null, 64, 64L << octave, 128L << octave,
                    1 + mean, 0.01, 1.0, mean, sequences == 1 ? errors[0] : error(own), null, sequences,
                    List.of(1 + mean), 64, List.of(means), List.of(errors)));
        }
        return rows;
    }

    /** Three degrees of freedom, standard deviation 1. */
    private static double student(Random random) {
        double squares = 0;
        for (int i = 0; i < 3; i++) {
            double one = random.nextGaussian();
            squares += one * one;
        }
        return random.nextGaussian() / Math.sqrt(squares / 3) / Math.sqrt(3);
    }

    private static double error(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }

    /** Even where noise is so large that the limit itself does not protect. */
    @Test
    void noiseAloneIsRarelyACollapse() {
        for (int sequences : new int[] {1, 2, 8, 24}) {
            for (int octaves : new int[] {3, 7, 11}) {
                double share = share(1000, sequences, octaves, 0, 4);
                assertTrue(share <= 0.05, sequences + " sequences, " + octaves + " octaves: " + share);
            }
        }
    }

    /** Where every true excess is the limit, more octaves are no more often called collapsed than few. */
    @Test
    void theNumberOfOctavesDoesNotDecide() {
        double few = share(2000, 24, 3, LIMIT, 0.5);
        double many = share(2000, 24, 11, LIMIT, 0.5);
        assertTrue(Math.abs(few - many) < 0.08, few + " and " + many);
        assertTrue(many < 0.5, "" + many);
    }

    @Test
    void aCollapseIsFoundWhateverTheNumberOfOctaves() {
        for (int sequences : new int[] {1, 2, 8, 24}) {
            for (int octaves : new int[] {3, 11}) {
                assertTrue(share(200, sequences, octaves, 2, 0.5) > 0.95, sequences + " sequences, " + octaves);
            }
        }
    }

    public static void main(String[] args) {
        System.out.println("| sequences | octaves | excess 0, noise 4 | excess 0, noise 0.5 | 0.4 | 0.5 | 0.6 | 0.8 | 2 |");
        for (int sequences : new int[] {1, 2, 8, 24}) {
            for (int octaves : new int[] {3, 7, 11}) {
                System.out.printf("| %d | %d | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %.1f %% |%n",
                        sequences, octaves, 100 * share(4000, sequences, octaves, 0, 4),
                        100 * share(4000, sequences, octaves, 0, 0.5), 100 * share(4000, sequences, octaves, 0.4, 0.5),
                        100 * share(4000, sequences, octaves, 0.5, 0.5), 100 * share(4000, sequences, octaves, 0.6, 0.5),
                        100 * share(4000, sequences, octaves, 0.8, 0.5), 100 * share(4000, sequences, octaves, 2, 0.5));
            }
        }
    }
}
