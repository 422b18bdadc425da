package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.law.formula.Law;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JointLawsTest {

    /** Outcomes whose shares are as the law says, with many seeds: the parameters come back. */
    @Test
    void findsTheLineThatMadeTheOutcomes() {
        List<JointOutcome> outcomes = JointCoverageExperiment.draw(300, 6, new Random(3));
        LawFit line = JointLaws.of(Law.LINEAR, outcomes).fit();
        assertEquals(0.079, line.parameter("a").value(), 0.006);
        assertEquals(-87, line.parameter("b").value(), 10);
        assertEquals(0.67, line.scale().value(), 0.06);
        assertTrue(line.parameter("a").contains(0.079) && line.parameter("a").ciLow() > 0.06, line.toString());
        LawFit constant = JointLaws.of(Law.CONSTANT, outcomes).fit();
        LawFit power = JointLaws.of(Law.POWER, outcomes).fit();
        assertTrue(constant.aic() > power.aic() + 50 && power.aic() > line.aic() + 10);
        assertEquals(outcomes.size(), line.points());
    }

    /** The same likelihood by a plain sum, and no better value in a fine grid around the maximum. */
    @Test
    void likelihoodIsThatOfTheDefinitionAndItsMaximumIsFound() {
        List<JointOutcome> outcomes = JointCoverageExperiment.draw(3, 4, new Random(8));
        LawFit line = JointLaws.of(Law.LINEAR, outcomes).fit();
        double a = line.parameter("a").value();
        double b = line.parameter("b").value();
        double s = line.scale().value();
        double best = plain(outcomes, a, b, s);
        assertEquals(-2 * best + 6, line.aic(), 1e-6);
        for (double da = -0.05; da <= 0.05; da += 0.01) {
            for (double db = -0.05; db <= 0.05; db += 0.01) {
                for (double ds = -0.1; ds <= 0.1; ds += 0.05) {
                    assertTrue(plain(outcomes, a * (1 + da), b * (1 + db), s * (1 + ds)) <= best + 1e-5);
                }
            }
        }
    }

    private static double plain(List<JointOutcome> outcomes, double a, double b, double s) {
        double sum = 0;
        for (JointOutcome outcome : outcomes) {
            double threshold = Math.max(a * outcome.stateSize() + b, 32 * 1e-3);
            double p = 1 / (1 + Math.exp(-(Math.log(threshold) - Math.log(outcome.trainLength())) / s));
            sum += Math.log(outcome.collapsed() ? p : 1 - p);
        }
        return sum;
    }

    @Test
    void orderDoesNotMatterAndRepeatsAreEqual() {
        List<JointOutcome> outcomes = JointCoverageExperiment.draw(3, 5, new Random(2));
        List<JointOutcome> shuffled = new ArrayList<>(outcomes);
        Collections.shuffle(shuffled, new Random(1));
        assertEquals(JointLaws.of(Law.LINEAR, outcomes).fit(), JointLaws.of(Law.LINEAR, shuffled).fit());
    }

    /** Sizes that never collapse and sizes that always do count, and need no bracket. */
    @Test
    void openSizesCount() {
        List<JointOutcome> outcomes = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            for (int length = 32; length <= 256; length *= 2) {
                outcomes.add(new JointOutcome(0, 1000, seed, length, false));
                outcomes.add(new JointOutcome(1, 4000, seed, length, length <= 64));
                outcomes.add(new JointOutcome(2, 8000, seed, length, true));
            }
        }
        LawFit power = JointLaws.of(Law.POWER, outcomes).fit();
        assertTrue(power.threshold(1000) < 32 && power.threshold(8000) > 256, power.toString());
        assertTrue(power.threshold(4000) > 64 && power.threshold(4000) < 128, power.toString());
    }

    @Test
    void whatCannotBeFittedIsSaid() {
        List<JointOutcome> healthy = List.of(new JointOutcome(0, 100, 0, 32, false), new JointOutcome(1, 200, 0, 64,
                false));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> JointLaws.of(Law.LINEAR, healthy)).getMessage()
                .contains("no trial collapsed"));
        List<JointOutcome> oneSize = List.of(new JointOutcome(0, 100, 0, 32, true), new JointOutcome(0, 100, 0, 64,
                false));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> JointLaws.of(Law.LINEAR, oneSize)).getMessage()
                .contains("1 state size,"));
    }
}
