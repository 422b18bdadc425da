package io.statecap.analysis.law;

import java.util.ArrayList;
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
        boolean header = true;
        int number = 0;
        for (String raw : text.replaceFirst("^\uFEFF", "").lines().toList()) {
            number++;
            String line = raw.strip();
            String[] fields = line.split(",", -1);
            if (line.isEmpty()) {
                continue;
            }
            if (header && !line.replace(" ", "").equals(HEADER)) {
                throw new IllegalArgumentException(source + " line " + number + ": the header is '" + line
                        + "', it must be " + HEADER);
            }
            if (!header && fields.length != 2) {
                throw new IllegalArgumentException(source + " line " + number + ": " + fields.length
                        + " values, the header " + HEADER + " needs 2");
            }
            if (!header) {
                points.add(new Point(number(fields[0], "state_size", source, number),
                        number(fields[1], "train_length", source, number)));
            }
            header = false;
        }
        if (points.size() < 2) {
            throw new IllegalArgumentException(source + " holds " + points.size()
                    + " points below the header " + HEADER + ", a line needs at least 2");
        }
        return points;
    }

    private static double number(String field, String column, String source, int line) {
        double value;
        try {
            value = Double.parseDouble(field.strip());
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(source + " line " + line + ": " + column + " is '" + field.strip()
                    + "', it must be a number that is not negative");
        }
        return value;
    }
}
