package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.datasets.RecallSource.LogUniformLag;
import org.junit.jupiter.api.Test;

class LogUniformLagTest {

    @Test
    void agreesWithASearchFromOne() {
        SplitMix64 random = new SplitMix64(1);
        for (int largest : new int[] {1, 2, 3, 5, 64, 100, 1000}) {
            LogUniformLag lags = new LogUniformLag(largest);
            for (int i = 0; i < 2_000; i++) {
                int n = 1 + random.nextInt(largest);
                double uniform = random.nextDouble();
                assertEquals(PlainRecall.lag(uniform, n), lags.at(uniform, n), uniform + " of " + n);
            }
        }
    }

    @Test
    void endsOfTheUniformNumberGiveTheEndsOfTheRange() {
        for (int largest = 1; largest < 300; largest++) {
            LogUniformLag lags = new LogUniformLag(largest);
            for (int n = 1; n <= largest; n++) {
                assertEquals(1, lags.at(0, n));
                assertEquals(n, lags.at(Math.nextDown(1.0), n), n + " of " + largest);
            }
        }
    }

    @Test
    void frequenciesAreLogUniform() {
        int n = 64;
        int draws = 200_000;
        LogUniformLag lags = new LogUniformLag(256);
        SplitMix64 random = new SplitMix64(4);
        int[] counts = new int[n + 1];
        for (int i = 0; i < draws; i++) {
            counts[lags.at(random.nextDouble(), n)]++;
        }
        double chiSquared = 0;
        for (int k = 1; k <= n; k++) {
            double expected = draws * Math.log((k + 1.0) / k) / Math.log(n + 1.0);
            chiSquared += (counts[k] - expected) * (counts[k] - expected) / expected;
        }
        // 63 degrees of freedom: mean 63, deviation 11.2.
        assertTrue(chiSquared < 63 + 4 * 11.2, "chi squared " + chiSquared);
    }
}
