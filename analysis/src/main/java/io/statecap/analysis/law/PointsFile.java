package io.statecap.analysis.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Text form of given points: CSV with the header {@code state_size,train_length}, in elements and tokens. */
public final class PointsFile {

    private static final String HEADER = "state_size,train_length";

    private PointsFile() {}

    /**
     * @param text   contents of the file
     * @param source its name, for messages
     * @return at least two points, in their order
     * @throws IllegalArgumentException for another header, a row without exactly two numbers, a negative or infinite
     *                                  number, or fewer than two rows; the message names file and line
     */
    public static List<Point> parse(String text, String source) {
        List<Point> points = new ArrayList<>();
        List<String> lines = text.replaceFirst("^\uFEFF", "").lines().map(String::strip).toList();
        boolean header = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty()) {
                continue;
            }
            if (header && !line.replace(" ", "").equals(HEADER)) {
                throw new IllegalArgumentException(source + " line " + (i + 1) + ": the header is '" + line
                        + "', it must be " + HEADER);
            }
            if (!header) {
                double[] values = Arrays.stream(line.split(",", -1)).mapToDouble(PointsFile::number).toArray();
                if (values.length != 2 || Double.isNaN(values[0]) || Double.isNaN(values[1])) {
                    throw new IllegalArgumentException(source + " line " + (i + 1) + " is '" + line
                            + "', it must be two numbers that are not negative: " + HEADER);
                }
                points.add(new Point(values[0], values[1]));
            }
            header = false;
        }
        if (points.size() < 2) {
            throw new IllegalArgumentException(source + " holds " + points.size()
                    + " points below the header " + HEADER + ", a line needs at least 2");
        }
        return points;
    }

    /** NaN for anything else than a number that is not negative. */
    private static double number(String field) {
        try {
            double value = Double.parseDouble(field.strip());
            return value >= 0 && !Double.isInfinite(value) ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
