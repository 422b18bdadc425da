package io.statecap.model.train;

/** Learning rate over the steps of a training. */
public enum Schedule {
    /** Warm-up, stable, decay: linear rise over the first share of steps, linear fall to 0 over the last. */
    WSD,
    /** The peak rate at every step. */
    CONSTANT;

    /** Rate of {@code step}, counted from 0. */
    public double rate(long step, TrainingSettings settings) {
        if (this == CONSTANT) {
            return settings.learningRate();
        }
        double steps = settings.steps();
        double rise = settings.warmup() * steps;
        double fall = settings.decay() * steps;
        double up = rise > 0 ? (step + 1) / rise : 1;
        double down = fall > 0 ? (steps - step) / fall : 1;
        return settings.learningRate() * Math.min(1, Math.min(up, down));
    }
}
