package io.statecap.jobs.experiment.sweep;

import java.util.ArrayDeque;

/** How fast a growing count has grown of late: over the last minute, or since the start. */
final class MovingRate {

    private static final double WINDOW_SECONDS = 60;

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    private record Sample(double seconds, double count) {}

    /**
     * Notes the count at a moment.
     *
     * @param seconds of a clock that only goes on
     * @return growth a second over the window; 0 before there are two moments
     */
    double at(double seconds, double count) {
        samples.addLast(new Sample(seconds, count));
        // The oldest sample that stays is the last one outside of the window.
        while (samples.size() > 2 && secondOldest().seconds() <= seconds - WINDOW_SECONDS) {
            samples.removeFirst();
        }
        Sample oldest = samples.peekFirst();
        return seconds > oldest.seconds() ? Math.max(0, (count - oldest.count()) / (seconds - oldest.seconds())) : 0;
    }

    private Sample secondOldest() {
        var all = samples.iterator();
        all.next();
        return all.next();
    }
}
