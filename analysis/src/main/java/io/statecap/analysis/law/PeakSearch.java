package io.statecap.analysis.law;

import io.statecap.analysis.law.CollapseModel.Counts;
import io.statecap.analysis.law.CollapseModel.Peak;
import java.util.Arrays;

/**
 * The best height and rate of laws of one shape, {@code ln T* = height + logShare}: Newton's method in height times
 * rate and rate, where the likelihood is concave but for sizes that are held at never.
 */
record PeakSearch(CollapseModel model, double[] logShares, Counts counts) {

    private static final double GAIN = 1e-12;
    private static final double PRECISION = 1e-9;
    private static final int STEPS = 60;

    /** @param start where to begin, for example the peak of a shape nearby; null for the middle */
    Peak from(Peak start) {
        double rate = start == null ? Math.sqrt(model.lowestRate() * model.highestRate()) : start.rate();
        rate = Math.min(model.highestRate(), Math.max(model.lowestRate(), rate));
        // The largest T* begins among the tested lengths: far outside them the likelihood is flat.
        double top = Arrays.stream(logShares).max().orElseThrow();
        double product = rate * (start == null ? (model.longest() + model.shortest()) / 2 - top
                : Math.max(model.shortest(), Math.min(model.longest(), start.height() + top)) - top);
        Slopes here = slopes(product, rate, true);
        for (int i = 0; i < STEPS; i++) {
            double[] step = step(here, rate);
            Slopes next = null;
            double part = 1;
            for (int halving = 0; halving < STEPS; halving++, part /= 2) {
                next = slopes(product + part * step[0], rate + part * step[1], true);
                if (next.value >= here.value) {
                    break;
                }
            }
            if (!(next.value >= here.value)) {
                break;
            }
            product += part * step[0];
            rate = Math.min(model.highestRate(), Math.max(model.lowestRate(), rate + part * step[1]));
            double gain = next.value - here.value;
            here = next;
            if (gain < GAIN * (1 + Math.abs(here.value))) {
                break;
            }
        }
        return new Peak(product / rate, rate, here.value);
    }

    /** Log-likelihood where the shares are the thresholds themselves. */
    double value(double rate) {
        return slopes(0, rate, true).value;
    }

    /** The best rate where they are: Newton's steps, halving the interval where a step leaves it. */
    double rate(double start) {
        double low = model.lowestRate();
        double high = model.highestRate();
        double rate = start;
        for (int i = 0; i < STEPS; i++) {
            Slopes at = slopes(0, rate, false);
            if (at.byRate > 0) {
                low = rate;
            } else {
                high = rate;
            }
            double next = rate + at.byRate / at.rate2;
            next = next > low && next < high ? next : (low + high) / 2;
            if (Math.abs(next - rate) <= PRECISION * rate) {
                return next;
            }
            rate = next;
        }
        return rate;
    }

    /** Newton's step in product and rate that keeps the rate within its bounds. */
    private double[] step(Slopes at, double rate) {
        boolean held = rate <= model.lowestRate() && at.byRate < 0 || rate >= model.highestRate() && at.byRate > 0;
        double determinant = at.product2 * at.rate2 - at.both * at.both;
        if (held || !(determinant > 1e-12 * at.product2 * at.rate2)) {
            return new double[] {limited(at.byProduct / Math.max(at.product2, 1e-9), rate), 0};
        }
        double byProduct = (at.rate2 * at.byProduct - at.both * at.byRate) / determinant;
        double byRate = (at.product2 * at.byRate - at.both * at.byProduct) / determinant;
        double part = rate + byRate > model.highestRate() ? (model.highestRate() - rate) / byRate
                : rate + byRate < model.lowestRate() ? (model.lowestRate() - rate) / byRate : 1;
        double reach = Math.abs(part * byProduct);
        part *= reach == 0 ? 1 : limited(reach, rate) / reach;
        return new double[] {part * byProduct, part * byRate};
    }

    /** Far off, a step may overshoot what the curvature there says. */
    private static double limited(double step, double rate) {
        double most = 8 * Math.max(1, rate);
        return Math.max(-most, Math.min(most, step));
    }

    /** The log-likelihood, its first derivatives by product and rate, and minus its second ones. */
    private record Slopes(double value, double byProduct, double byRate, double product2, double both, double rate2) {}

    /** @param valued whether the value is wanted, whose logarithms cost as much as all the rest */
    private Slopes slopes(double product, double rate, boolean valued) {
        double value = 0;
        double byProduct = 0;
        double byRate = 0;
        double product2 = 0;
        double both = 0;
        double rate2 = 0;
        for (int cell = 0; cell < model.sizeOf().length; cell++) {
            double trials = counts.trials()[cell];
            if (trials == 0) {
                continue;
            }
            double share = logShares[model.sizeOf()[cell]];
            double free = product + rate * share;
            boolean never = free <= rate * model.least();
            double distance = (never ? model.least() : share) - model.logLength()[cell];
            double z = never ? rate * distance : free - rate * model.logLength()[cell];
            double tail = Math.exp(-Math.abs(z));
            double p = z > 0 ? 1 / (1 + tail) : tail / (1 + tail);
            double down = counts.collapsed()[cell];
            value -= valued ? (z > 0 ? (trials - down) * z : -down * z) + trials * log1p(tail) : 0;
            double residual = down - trials * p;
            double weight = trials * p * (1 - p);
            byRate += residual * distance;
            rate2 += weight * distance * distance;
            if (!never) {
                byProduct += residual;
                product2 += weight;
                both += weight * distance;
            }
        }
        return new Slopes(value, byProduct, byRate, product2, both, rate2);
    }

    /** ln(1 + t) by Kahan's formula: as exact as {@link Math#log1p}, and several times as fast. */
    private static double log1p(double t) {
        double whole = 1 + t;
        return whole == 1 ? t : Math.log(whole) * t / (whole - 1);
    }
}
