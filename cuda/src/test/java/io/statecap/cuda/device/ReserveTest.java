package io.statecap.cuda.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.statecap.model.engine.DeviceException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReserveTest {

    private static final long DEVICE = 1000;

    private final List<Long> freed = new ArrayList<>();
    private long used;
    private long next;

    private final Reserve<Long> reserve = new Reserve<>(this::allocate, this::free, 300);

    /** A device whose blocks are known by a number that ends with their size. */
    private long allocate(long size) {
        if (used + size > DEVICE) {
            throw new DeviceException("out of memory");
        }
        used += size;
        return 1000 * ++next + size;
    }

    private void free(long at) {
        used -= at % 1000;
        freed.add(at);
    }

    @Test
    void whatIsGivenBackServesTheNextOfAboutItsSize() {
        Reserve.Block<Long> first = reserve.take(100);
        reserve.give(first);
        assertEquals(first, reserve.take(90));
        reserve.give(first);
        assertEquals(2060, reserve.take(60).at(), "a quarter is wasted at most");
        assertEquals(3101, reserve.take(101).at());
        assertEquals(List.of(), freed);
    }

    @Test
    void noMoreIsKeptThanAllowed() {
        Reserve.Block<Long> large = reserve.take(301);
        Reserve.Block<Long> one = reserve.take(200);
        Reserve.Block<Long> two = reserve.take(200);
        reserve.give(large);
        reserve.give(one);
        reserve.give(two);
        assertEquals(List.of(large.at(), two.at()), freed);
    }

    @Test
    void whatIsKeptIsFreedBeforeTheDeviceIsTakenForFull() {
        Reserve.Block<Long> block = reserve.take(300);
        reserve.give(block);
        assertEquals(2900, reserve.take(900).at());
        assertEquals(List.of(block.at()), freed);
        assertThrows(DeviceException.class, () -> reserve.take(300));
    }
}
