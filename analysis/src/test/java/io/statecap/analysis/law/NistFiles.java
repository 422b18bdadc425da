package io.statecap.analysis.law;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads NIST's Statistical Reference Datasets from the test resources. */
final class NistFiles {

    private NistFiles() {}

    /** A nonlinear set: data, two starts, certified parameters with their standard deviations and residual squares. */
    record Nonlinear(double[] x, double[] y, double[] start1, double[] start2, double[] certified, double[] deviations,
                     double residualSumOfSquares) {}

    /** Rows of a linear set, the response first. */
    static double[][] linear(String name) {
        return lines(name + ".csv").skip(1).map(line -> {
            String[] fields = line.split(",");
            double[] row = new double[fields.length];
            for (int i = 0; i < row.length; i++) {
                row[i] = Double.parseDouble(fields[i]);
            }
            return row;
        }).toArray(double[][]::new);
    }

    static Nonlinear nonlinear(String name) {
        Pattern parameter = Pattern.compile("\\s*b\\d+ =\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s*");
        List<double[]> parameters = new ArrayList<>();
        List<double[]> data = new ArrayList<>();
        double squares = Double.NaN;
        boolean inData = false;
        for (String line : lines(name + ".dat").toList()) {
            Matcher matcher = parameter.matcher(line);
            if (matcher.matches()) {
                parameters.add(new double[] {Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2)),
                        Double.parseDouble(matcher.group(3)), Double.parseDouble(matcher.group(4))});
            } else if (line.startsWith("Residual Sum of Squares:")) {
                squares = Double.parseDouble(line.substring(line.indexOf(':') + 1).strip());
            } else if (line.matches("Data:\\s+y\\s+x\\s*")) {
                inData = true;
            } else if (inData && !line.isBlank()) {
                String[] fields = line.strip().split("\\s+");
                data.add(new double[] {Double.parseDouble(fields[0]), Double.parseDouble(fields[1])});
            }
        }
        return new Nonlinear(column(data, 1), column(data, 0), column(parameters, 0), column(parameters, 1),
                column(parameters, 2), column(parameters, 3), squares);
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    private static java.util.stream.Stream<String> lines(String file) {
        try (InputStream in = NistFiles.class.getResourceAsStream("/nist/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
