package io.statecap.cuda.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times of the work that is queued on a stream one by one, by name: for measurements, not in recordings. */
public final class WorkTimes {

    /**
     * @param count pieces of work of that name
     * @param milliseconds of all
     */
    public record Time(int count, double milliseconds) {}

    private final Stream stream;
    private final List<String> names = new ArrayList<>();
    private final List<Long> events = new ArrayList<>();

    private WorkTimes(Stream stream) {
        this.stream = stream;
    }

    /** Queues work, waits for it, and returns the times from one piece's end to the next one's. */
    public static Map<String, Time> of(Stream stream, Runnable work) {
        WorkTimes times = new WorkTimes(stream);
        times.mark("");
        stream.observe(times::mark);
        try {
            work.run();
        } finally {
            stream.observe(what -> { });
        }
        stream.synchronize();
        return times.sums();
    }

    private void mark(String name) {
        long event = stream.gpu().cuda.createEvent(true);
        stream.gpu().cuda.record(event, stream.handle());
        names.add(name);
        events.add(event);
    }

    private Map<String, Time> sums() {
        Map<String, Time> sums = new LinkedHashMap<>();
        for (int i = 1; i < names.size(); i++) {
            double time = stream.gpu().cuda.milliseconds(events.get(i - 1), events.get(i));
            sums.merge(names.get(i), new Time(1, time), (a, b) -> new Time(a.count() + b.count(),
                    a.milliseconds() + b.milliseconds()));
        }
        events.forEach(stream.gpu().cuda::destroyEvent);
        return sums;
    }
}
