package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.statecap.analysis.law.formula.Law;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the outcomes of a sweep, a law is fitted or refused in words, and its interval holds its value. */
class IntervalLawsPropertyTest {

    private static final int SWEEPS = Integer.getInteger("statecap.sweeps", 12);

    @ParameterizedTest
    @EnumSource(Law.class)
    void anySweepGivesAFitOrARefusal(Law law) {
        int fitted = 0;
        for (int seed = 0; seed < SWEEPS; seed++) {
            List<CensoredThreshold> data = randomSweep(new Random(seed));
            String context = law + ", seed " + seed + ", " + data;
            LawFit fit;
            try {
                fit = IntervalLaws.fit(law, data);
            } catch (IllegalArgumentException e) {
                continue;
            } catch (RuntimeException e) {
                fail(context, e);
                return;
            }
            fitted++;
            for (Estimate estimate : fit.parameters()) {
                assertTrue(Double.isFinite(estimate.value()), context + fit);
                assertTrue(estimate.contains(estimate.value()), context + fit);
            }
            double[] sizes = data.stream().mapToDouble(CensoredThreshold::stateSize).distinct().toArray();
            for (BandPoint point : IntervalLaws.band(law, data, sizes[0], sizes[sizes.length - 1])) {
                assertTrue(point.threshold() > 0, context + point);
                assertTrue(point.low() == null || point.low() <= point.threshold(), context + point);
                assertTrue(point.high() == null || point.high() >= point.threshold(), context + point);
            }
        }
        assertTrue(fitted >= SWEEPS / 4, law + " was fitted to " + fitted + " of " + SWEEPS + " sweeps");
    }

    /** Few or many sizes, any slope, any noise, grids that are too short or too long. */
    private static List<CensoredThreshold> randomSweep(Random random) {
        List<Double> sizes = new ArrayList<>();
        double size = 500 * (1 + random.nextInt(10));
        for (int i = 0, n = 1 + random.nextInt(7); i < n; i++) {
            sizes.add(size);
            size *= 1.3 + 2 * random.nextDouble();
        }
        double slope = 0.05 * (random.nextDouble() - 0.2);
        double offset = 20 + 300 * random.nextDouble() + Math.max(0, -slope * sizes.get(sizes.size() - 1));
        int shortest = 8 << random.nextInt(3);
        return new SimulatedSweep(sizes, 1 + random.nextInt(4), slope, offset, 1.2 * random.nextDouble(), shortest,
                shortest << (2 + random.nextInt(6))).draw(random);
    }
}
