package io.statecap.analysis.law;

import io.statecap.analysis.law.CollapseModel.Counts;
import io.statecap.analysis.law.CollapseModel.Peak;
import io.statecap.analysis.law.LawRegion.Border;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * One law of the {@link CollapseModel} by maximum likelihood, with its one interval: laws whose deviance is within
 * {@link Clustering#limit}, shifted as a whole by {@link Clustering#reach}, and those of a bootstrap that draws whole
 * seeds.
 */
public final class JointFit {

    private static final int REPLICATES = 60;
    private static final long SEED = 0x57a7e5eedL;
    /** A law this far above every tested length follows collapsed trials to infinity, ln T. */
    private static final double UNBOUNDED = Math.log(1024);
    private static final int REGION = 16;
    /** Shares of the deviance's limit, the rest being taken by the common shift. */
    private static final double[] PARTS = {1, 0.75, 0.4, 0};
    private static final double PRECISION = 1e-7;
    /** Log-likelihoods that differ by less are equal. */
    private static final double EQUAL = 1e-9;
    private static final double DRAWN_PRECISION = 3e-3;
    private static final int NEIGHBOURS = 4;
    /** Of a deviance at the border. */
    private static final double EDGE = 1e-5;

    private final Law law;
    private final CollapseModel model;
    private final Clustering clustering;
    private final List<Shape> shapes;
    private final Place best;
    private final Map<Shape, double[]> onGrid = new HashMap<>();

    /** A law: its shape and angle, and the height and rate that suit them best. */
    private record Place(Shape shape, double angle, Peak peak) {
        double[] parameters() {
            return shape.parameters(angle, peak.height());
        }

        double value() {
            return peak.value();
        }
    }

    private JointFit(Law law, CollapseModel model, Clustering clustering) {
        this.law = law;
        this.model = model;
        this.clustering = clustering;
        this.shapes = Shape.of(law, model.sizes());
        this.best = global();
        double[] shares = best.shape().logShares(best.angle());
        if (best.peak().height() + Arrays.stream(shares).max().orElseThrow() > model.longest() + UNBOUNDED) {
            throw new IllegalArgumentException("next to every trial collapsed, so the law has no bound");
        }
    }

    /**
     * @param law      not exponential
     * @param model    trials of at least as many sizes as the law has parameters
     * @param variable what the sizes of the model are
     * @param clustering of the family that the model belongs to
     * @throws IllegalArgumentException if there are fewer sizes, or trials that collapse leave the law without bound
     */
    public static LawFit of(Law law, CollapseModel model, Variable variable, Clustering clustering) {
        long sizes = Arrays.stream(model.sizes()).distinct().count();
        if (sizes < law.parameterNames().size()) {
            throw new IllegalArgumentException("the trials cover " + sizes + (sizes == 1 ? " size" : " sizes")
                    + ", the law needs at least " + law.parameterNames().size());
        }
        return new JointFit(law, model, clustering).fit(variable);
    }

    /** The largest log-likelihood of a law. */
    static double logLikelihood(Law law, CollapseModel model) {
        return new JointFit(law, model, null).best.value();
    }

    private LawFit fit(Variable variable) {
        LawRegion region = new LawRegion(border(), replicates());
        double[] values = best.parameters();
        List<Estimate> estimates = IntStream.range(0, values.length).mapToObj(i ->
                region.interval(law.parameterNames().get(i), values[i], i)).toList();
        double aic = -2 * best.value() + 2 * (values.length + 1);
        return new LawFit(law, FitMethod.JOINT, variable, estimates, scale(), null, aic, model.trials(), region);
    }

    // ---- the maximum

    private Place global() {
        Place best = null;
        for (Shape shape : shapes) {
            Place found = search(shape);
            best = best == null || found.value() > best.value() + EQUAL ? found : best;
        }
        return best;
    }

    /**
     * The best angle of a shape: on its grid, from the middle outwards, then between the neighbours of that. Outcomes
     * without overlap leave many equally good laws; the first is taken, which is not one of the extreme ones.
     */
    private Place search(Shape shape) {
        double[] angles = shape.angles();
        Place top = null;
        int at = 0;
        for (int i = 0; i < angles.length; i++) {
            int index = angles.length / 2 + (i % 2 == 0 ? i / 2 : -(i + 1) / 2);
            Place next = place(model, shape, angles[index], model.counts(), null);
            if (top == null || next.value() > top.value() + EQUAL) {
                top = next;
                at = index;
            }
        }
        return angles.length == 1 ? top : between(model, model.counts(), angles[Math.max(0, at - 1)],
                angles[Math.min(angles.length - 1, at + 1)], top, PRECISION);
    }

    private static Place place(CollapseModel model, Shape shape, double angle, Counts counts, Peak start) {
        return new Place(shape, angle, model.peak(shape.logShares(angle), counts, start));
    }

    /** Golden-section search for the best angle between two, around one that is known. */
    private static Place between(CollapseModel model, Counts counts, double low, double high, Place start,
                                 double precision) {
        double ratio = (Math.sqrt(5) - 1) / 2;
        double from = low;
        double to = high;
        Place one = place(model, start.shape(), to - ratio * (to - from), counts, start.peak());
        Place other = place(model, start.shape(), from + ratio * (to - from), counts, start.peak());
        while (to - from > precision) {
            if (one.value() >= other.value()) {
                to = other.angle();
                other = one;
                one = place(model, start.shape(), to - ratio * (to - from), counts, one.peak());
            } else {
                from = one.angle();
                one = other;
                other = place(model, start.shape(), from + ratio * (to - from), counts, other.peak());
            }
        }
        Place better = one.value() >= other.value() ? one : other;
        return better.value() > start.value() + EQUAL ? better : start;
    }

    /** The best law of the same shape for trials or a scale that differ a little. */
    private static Place nearby(CollapseModel model, Counts counts, Place start) {
        double[] angles = start.shape().angles();
        double low = start.angle();
        double high = start.angle();
        for (int i = 0; i < NEIGHBOURS; i++) {
            low = beside(angles, low, -1);
            high = beside(angles, high, 1);
        }
        return angles.length == 1 ? start : between(model, counts, low, high, start, DRAWN_PRECISION);
    }

    // ---- the interval

    /** Laws on the border of the region, over an even grid of angles of each shape that reaches into it. */
    private List<Border> border() {
        List<Border> border = new ArrayList<>();
        for (double part : clustering.reach() == 0 ? new double[] {1} : PARTS) {
            double floor = best.value() - part * clustering.limit() / 2;
            double shift = clustering.reach() * Math.sqrt(1 - part);
            for (Shape shape : part == 0 ? List.of(best.shape()) : shapes) {
                addBorder(border, shape, floor, shift);
            }
        }
        return border;
    }

    private void addBorder(List<Border> border, Shape shape, double floor, double shift) {
        double[] angles = shape.angles();
        double[] profiles = profiles(shape);
        TreeSet<Double> inside = new TreeSet<>();
        for (int i = 0; i < angles.length; i++) {
            if (profiles[i] >= floor) {
                inside.add(angles[i]);
            }
        }
        if (shape == best.shape()) {
            inside.add(best.angle());
        }
        if (inside.isEmpty()) {
            return;
        }
        if (angles.length == 1) {
            addBorder(border, shape, angles[0], floor, shift, 0);
            return;
        }
        double low = edge(angle -> profile(shape, angle), inside.first(), beside(angles, inside.first(), -1), floor);
        double high = edge(angle -> profile(shape, angle), inside.last(), beside(angles, inside.last(), 1), floor);
        for (int i = 0; i <= REGION; i++) {
            double angle = low + (high - low) * i / REGION;
            addBorder(border, shape, angle, floor, shift,
                    angle <= angles[0] ? -1 : angle >= angles[angles.length - 1] ? 1 : 0);
        }
    }

    /** At the angles of the grid; the same for all parts of the limit. */
    private double[] profiles(Shape shape) {
        return onGrid.computeIfAbsent(shape, key -> Arrays.stream(key.angles()).map(angle -> profile(key, angle))
                .toArray());
    }

    private double profile(Shape shape, double angle) {
        return model.peak(shape.logShares(angle), model.counts(), best.peak()).value();
    }

    /** The next angle of the grid below or above one; the end of the grid if there is none. */
    private static double beside(double[] angles, double angle, int direction) {
        int at = Arrays.binarySearch(angles, angle);
        int next = at >= 0 ? at + direction : direction > 0 ? -at - 1 : -at - 2;
        return next < 0 || next >= angles.length ? angle : angles[next];
    }

    /** The two laws of one shape and angle on the border: one lower, one higher; {@code side} of the angles' range. */
    private void addBorder(List<Border> border, Shape shape, double angle, double floor, double shift, int side) {
        double[] shares = shape.logShares(angle);
        double[] thresholds = new double[shares.length];
        double[] rate = {best.peak().rate()};
        DoubleUnaryOperator profile = height -> {
            for (int i = 0; i < shares.length; i++) {
                thresholds[i] = height + shares[i];
            }
            rate[0] = model.bestRate(thresholds, model.counts(), rate[0]);
            return model.value(thresholds, rate[0], model.counts());
        };
        double height = model.peak(shares, model.counts(), best.peak()).height();
        double top = Arrays.stream(shares).max().orElseThrow();
        for (int direction : new int[] {-1, 1}) {
            double bound = (direction < 0 ? model.least() : model.longest() + UNBOUNDED) - top;
            double end = edge(profile, height, bound, floor);
            double[] parameters = shape.parameters(angle, end + direction * shift);
            border.add(new Border(Arrays.stream(parameters).boxed().toList(), IntStream.range(0, parameters.length)
                    .mapToObj(i -> shape.isOpen(i, side, end == bound)).toList()));
        }
    }

    /**
     * Where a log-likelihood falls to the floor between a point inside and a bound, by Illinois' method. It stops where
     * the deviance is near enough, so the printed ends of flat likelihoods are those of this search, and not of others.
     */
    private static double edge(DoubleUnaryOperator function, double inside, double bound, double floor) {
        double out = bound;
        double below = function.applyAsDouble(out) - floor;
        if (below >= 0) {
            return bound;
        }
        double in = inside;
        double above = Math.max(function.applyAsDouble(in) - floor, 0);
        int last = 0;
        while (Math.abs(out - in) > 1e-9 * (1 + Math.abs(in))) {
            // Far outside the value may be huge; cut off, it does not hold the secant back.
            double at = in + (out - in) * above / (above - Math.max(below, -4 * above - EDGE));
            double value = function.applyAsDouble(at) - floor;
            if (Math.abs(value) < EDGE) {
                return at;
            }
            if (value > 0) {
                in = at;
                above = value;
                below = last == 1 ? below / 2 : below;
                last = 1;
            } else {
                out = at;
                below = value;
                above = last == -1 ? above / 2 : above;
                last = -1;
            }
        }
        return in;
    }

    /** Laws of the replicates whose trials had both outcomes; a step keeps its break. */
    private List<List<Double>> replicates() {
        List<Counts> seeds = model.bySeed();
        List<List<Double>> laws = new ArrayList<>();
        if (seeds.size() < 2) {
            return laws;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < REPLICATES; i++) {
            Counts counts = new Counts(model.counts().trials().length);
            for (int j = 0; j < seeds.size(); j++) {
                counts.add(seeds.get(random.nextInt(seeds.size())));
            }
            if (counts.bothOutcomes()) {
                Place start = place(model, best.shape(), best.angle(), counts, best.peak());
                laws.add(Arrays.stream(nearby(model, counts, start).parameters()).boxed().toList());
            }
        }
        return laws;
    }

    /** s with the values whose best laws of the same shape are within the limit. */
    private Estimate scale() {
        double rate = best.peak().rate();
        DoubleUnaryOperator profile = logRate -> {
            CollapseModel held = model.withRate(Math.exp(logRate));
            return nearby(held, model.counts(), place(held, best.shape(), best.angle(), model.counts(), best.peak()))
                    .value();
        };
        double floor = best.value() - clustering.limit() / 2;
        double low = edge(profile, Math.log(rate), Math.log(model.lowestRate()), floor);
        double high = edge(profile, Math.log(rate), Math.log(model.highestRate()), floor);
        return new Estimate("s", 1 / rate, Math.exp(-high), Math.exp(-low));
    }
}
