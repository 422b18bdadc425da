package io.statecap.cuda.read;

import io.statecap.cuda.device.WorkTimes;
import io.statecap.model.engine.Inference;
import java.util.Map;

/** Times of what a reading on a GPU queues. */
public final class ReadingTimes {

    private ReadingTimes() {}

    /** @param work reads with {@code inference} */
    public static Map<String, WorkTimes.Time> of(Inference inference, Runnable work) {
        return WorkTimes.of(((CudaInference) inference).stream(), work);
    }
}
