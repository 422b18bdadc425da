package io.statecap.analysis.law;

import io.statecap.analysis.law.IntervalSearch.Optimum;
import io.statecap.analysis.law.formula.Law;
import io.statecap.analysis.law.formula.ReparameterisedLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Laws by maximum likelihood on bracketed thresholds, see {@link IntervalLikelihood} for the error model.
 *
 * <p>Intervals come from the profile likelihood: all values of a parameter whose largest likelihood, over the nuisance
 * parameters and the spread, has a deviance within {@link ProfileLikelihood#limit}.
 */
public final class IntervalLaws {

    private static final double BAND_STEP = 0.1;
    /** Ends of intervals beyond it are infinite, and below its inverse zero. */
    private static final double ENDLESS = 1e100;

    private final Law law;
    private final List<CensoredThreshold> data;
    private final IntervalSearch search;

    private IntervalLaws(Law law, List<CensoredThreshold> data) {
        this.law = law;
        this.data = data;
        this.search = new IntervalSearch(law, data);
    }

    /**
     * @param data one bracket a state size and seed
     * @return the law with the median threshold of each size; r2 is the likelihood's, 0 for the constant law
     * @throws IllegalArgumentException if the brackets cover fewer state sizes than the law has parameters, or none
     *                                  has an upper, or none a lower end, or open brackets let the law
     *                                  grow without bound
     */
    public static LawFit fit(Law law, List<CensoredThreshold> data) {
        return checked(law, data).fit();
    }

    /**
     * The median threshold with its 95 % profile interval at some state sizes, for drawing.
     *
     * @param stateSizes positive sizes, elements, within the data's or beyond
     * @throws IllegalArgumentException as {@link #fit}
     */
    public static List<BandPoint> band(Law law, List<CensoredThreshold> data, double... stateSizes) {
        IntervalLaws laws = checked(law, data);
        Optimum best = laws.search.maximum();
        return Arrays.stream(stateSizes).mapToObj(size -> laws.bandPoint(best, size)).toList();
    }

    private static IntervalLaws checked(Law law, List<CensoredThreshold> data) {
        long sizes = data.stream().mapToDouble(CensoredThreshold::stateSize).distinct().count();
        int needed = law.parameterNames().size();
        if (sizes < needed) {
            throw new IllegalArgumentException("the thresholds cover " + sizes
                    + (sizes == 1 ? " state size" : " state sizes") + ", the law needs at least " + needed);
        }
        if (data.stream().allMatch(bracket -> bracket.upper() == null)) {
            throw new IllegalArgumentException("every tested training length collapsed, so no threshold has an upper"
                    + " end");
        }
        if (data.stream().allMatch(bracket -> bracket.lower() == null)) {
            throw new IllegalArgumentException("no tested training length collapsed, so no threshold has a lower end");
        }
        return new IntervalLaws(law, data);
    }

    private LawFit fit() {
        Optimum best = search.maximum();
        IntervalProfile profile = new IntervalProfile(search, best, data.size());
        ReparameterisedLaw reparameterised = search.law();
        int parameters = best.transformed().length;
        List<Estimate> estimates = new ArrayList<>();
        for (int i = 0; i < parameters; i++) {
            int index = i;
            double value = best.transformed()[i];
            double step = reparameterised.step(i, best.transformed());
            double low = profile.end(at -> reparameterised.fixingParameter(index, at), value, -step);
            double high = profile.end(at -> reparameterised.fixingParameter(index, at), value, step);
            estimates.add(new Estimate(law.parameterNames().get(i), reparameterised.parameter(i, value),
                    Double.isNaN(low) ? null : unbounded(reparameterised.parameter(i, low)),
                    Double.isNaN(high) ? null : unbounded(reparameterised.parameter(i, high))));
        }
        double aic = -2 * best.logLikelihood() + 2 * (parameters + 1);
        return new LawFit(law, FitMethod.INTERVAL_ML, estimates, r2(best), aic, data.size());
    }

    private static double unbounded(double value) {
        return Math.abs(value) > ENDLESS ? Math.copySign(Double.POSITIVE_INFINITY, value)
                : Math.abs(value) < 1 / ENDLESS ? 0 : value;
    }

    private BandPoint bandPoint(Optimum best, double stateSize) {
        ReparameterisedLaw reparameterised = search.law();
        double threshold = reparameterised.threshold(stateSize, best.transformed());
        if (!(threshold > 0)) {
            return new BandPoint(stateSize, threshold, null, null);
        }
        IntervalProfile profile = new IntervalProfile(search, best, data.size());
        double value = Math.log(threshold);
        double low = profile.end(at -> reparameterised.fixingThreshold(stateSize, at), value, -BAND_STEP);
        double high = profile.end(at -> reparameterised.fixingThreshold(stateSize, at), value, BAND_STEP);
        return new BandPoint(stateSize, threshold, Double.isNaN(low) ? null : Math.exp(low),
                Double.isNaN(high) ? null : Math.exp(high));
    }

    /**
     * The likelihood form of the share of variance explained (Cox and Snell): {@code 1 - (L0 / L)^(2/n)} with L0 the
     * best likelihood of the constant law. For exactly known thresholds it is the classical one of log T.
     */
    private double r2(Optimum best) {
        double constant = law == Law.CONSTANT ? best.logLikelihood()
                : new IntervalSearch(Law.CONSTANT, data).maximum().logLikelihood();
        return -Math.expm1(2 * Math.min(0, constant - best.logLikelihood()) / data.size());
    }
}
