package io.statecap.jobs.experiment.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DevicePoolTest {

    private static int take(DevicePool pool, String trial) throws InterruptedException {
        return pool.take(trial, () -> true).orElse(-1);
    }

    @Test
    void theLeastBusyDeviceIsNextAndNoneTakesMoreThanItsShare() throws InterruptedException {
        DevicePool pool = new DevicePool(2, 2);
        assertEquals(0, take(pool, "a"));
        assertEquals(1, take(pool, "b"));
        assertEquals(0, take(pool, "c"));
        assertEquals(1, take(pool, "d"));
        assertEquals(-1, take(pool, "e"));
        pool.give(1, "b", false);
        assertEquals(1, take(pool, "e"));
    }

    @Test
    void aTrialDoesNotComeBackToTheDeviceThatFailedIt() throws InterruptedException {
        DevicePool pool = new DevicePool(2, 1);
        assertEquals(0, take(pool, "a"));
        pool.give(0, "a", true);
        assertEquals(1, take(pool, "a"));
        // Device 0 is on probation, for another trial.
        assertEquals(0, take(pool, "b"));
        pool.give(1, "a", true);
        pool.give(0, "b", false);
        assertEquals(0, take(pool, "a"), "both have failed it: any will do");
    }

    @Test
    void aDeviceThatFailsAgainAndAgainGetsNothingUnlessAllDo() throws InterruptedException {
        DevicePool pool = new DevicePool(2, 4);
        for (String trial : new String[] {"a", "b", "c"}) {
            assertEquals(0, take(pool, trial));
            pool.give(0, trial, true);
        }
        for (int i = 0; i < 4; i++) {
            assertEquals(1, take(pool, "t" + i));
        }
        assertEquals(-1, take(pool, "t4"));
        for (int i = 0; i < 4; i++) {
            pool.give(1, "t" + i, true);
        }
        assertTrue(take(pool, "other") >= 0);
    }

    @Test
    void aFreedPlaceWakesWhoWaits() throws Exception {
        DevicePool pool = new DevicePool(1, 1);
        take(pool, "a");
        OptionalInt[] got = new OptionalInt[1];
        Thread waiting = new Thread(() -> {
            try {
                got[0] = pool.take("b", () -> false);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        pool.give(0, "a", false);
        waiting.join(60_000);
        assertEquals(OptionalInt.of(0), got[0]);
    }
}
