package io.statecap.analysis.law;

import io.statecap.analysis.table.LawRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Laws through given points. The published line (arXiv 2410.07145, section 5.2) comes out only with a point (0, 0) that
 * nobody measured; where such a point is given, the laws without it are fitted too.
 *
 * @param points   points used, in their order
 * @param origin   whether (0, 0) is among them
 * @param laws     fitted laws, the straight line first
 * @param leverage of each point on the straight line
 */
public record PointsFit(List<Point> points, boolean origin, List<LawFit> laws, List<Double> leverage) {

    private static final String TARGET = "T_train";
    private static final String CRITERION = "points";
    private static final String SLICE = "all";
    private static final List<Law> OTHER_LAWS = List.of(Law.POWER, Law.EXPONENTIAL, Law.CONSTANT);

    /**
     * One fit to all points and, if (0, 0) is among them, a second without it.
     *
     * @throws IllegalArgumentException for fewer than two different state sizes
     */
    public static List<PointsFit> fit(List<Point> points) {
        List<PointsFit> fits = new ArrayList<>();
        List<Point> measured = points.stream()
                .filter(point -> point.stateSize() != 0 || point.threshold() != 0).toList();
        boolean origin = measured.size() < points.size();
        fits.add(of(points, origin));
        if (origin && measured.stream().mapToDouble(Point::stateSize).distinct().count() >= 2) {
            fits.add(of(measured, false));
        }
        return fits;
    }

    /** The line is what was asked for; another law is shown beside it where the points determine it. */
    private static PointsFit of(List<Point> points, boolean origin) {
        List<LawFit> laws = new ArrayList<>(List.of(LeastSquaresLaws.fit(Law.LINEAR, points)));
        for (Law law : OTHER_LAWS) {
            try {
                laws.add(LeastSquaresLaws.fit(law, points));
            } catch (IllegalArgumentException e) {
                continue;
            }
        }
        return new PointsFit(points, origin, laws, LeastSquaresLaws.leverage(points));
    }

    /** The straight line. */
    public LawFit line() {
        return laws.get(0);
    }

    /** The value of the {@code group} column: {@code with (0,0)}, {@code without (0,0)}. */
    public String label() {
        return origin ? "with (0,0)" : "without (0,0)";
    }

    /** Rows for the laws table. */
    public List<LawRow> rows() {
        return laws.stream().flatMap(law -> law.rows(TARGET, label(), CRITERION, SLICE, null).stream()).toList();
    }
}
