package io.statecap.jobs.experiment.sweep;

/**
 * An estimate of the time left that does not jump: it counts down, and moves towards a new estimate slowly. Sizes
 * differ in speed, so plain estimates change a lot when the next size begins.
 */
final class TimeLeft {

    private static final double SMOOTHING_SECONDS = 30;

    private double shown = Double.NaN;
    private double shownAt;

    /**
     * @param seconds  since the start
     * @param estimate seconds left by what is known now; NaN if nothing is known
     * @return seconds left to show; NaN before there is something to judge by
     */
    double at(double seconds, double estimate) {
        if (Double.isNaN(estimate)) {
            return shown;
        }
        if (Double.isNaN(shown)) {
            shown = estimate;
        } else {
            double passed = seconds - shownAt;
            double weight = 1 - Math.exp(-passed / SMOOTHING_SECONDS);
            double countedDown = Math.max(0, shown - passed);
            shown = countedDown + weight * (estimate - countedDown);
        }
        shownAt = seconds;
        return shown;
    }
}
