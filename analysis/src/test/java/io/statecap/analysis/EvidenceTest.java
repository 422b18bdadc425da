package io.statecap.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.law.CollapseModel;
import io.statecap.analysis.law.JointFit;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.Observation;
import io.statecap.analysis.law.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The recorded sweeps: the likelihood of the joint line by a plain sum over their trials. */
class EvidenceTest {

    private static final Path EVIDENCE = Path.of("..", "docs", "evidence");
    private static final int FEW = 5;

    @Test
    void likelihoodOfTheRecordsIsThatOfAPlainSum() throws IOException {
        List<Path> records;
        try (Stream<Path> folders = Files.list(EVIDENCE)) {
            records = folders.map(folder -> folder.resolve("trials.csv")).filter(Files::exists).toList();
        }
        assertTrue(!records.isEmpty(), "no record in " + EVIDENCE);
        for (Path record : records) {
            List<Observation> trials = trials(record);
            long collapsed = trials.stream().filter(Observation::collapsed).count();
            // A handful of either outcome leaves the likelihood without an inner maximum.
            if (collapsed < FEW || trials.size() - collapsed < FEW
                    || trials.stream().mapToDouble(Observation::x).distinct().count() < 2) {
                continue;
            }
            CollapseModel model = CollapseModel.of(trials);
            LawFit line = JointFit.of(Law.LINEAR, model, Variable.STATE_SIZE, model.clustering());
            double shortest = trials.stream().mapToDouble(Observation::trainLength).min().orElseThrow();
            double a = line.parameter("a").value();
            double b = line.parameter("b").value();
            double s = line.scale().value();
            double best = plain(trials, a, b, s, shortest);
            assertEquals(line.aic(), 6 - 2 * best, 1e-6, record.toString());
            for (double factor : new double[] {0.97, 1.03}) {
                assertTrue(plain(trials, factor * a, b, s, shortest) < best + 1e-6, record.toString());
                assertTrue(plain(trials, a, factor * b, s, shortest) < best + 1e-6, record.toString());
                assertTrue(plain(trials, a, b, factor * s, shortest) < best + 1e-6, record.toString());
            }
        }
    }

    private static double plain(List<Observation> trials, double a, double b, double s, double shortest) {
        double sum = 0;
        for (Observation trial : trials) {
            double threshold = Math.max(a * trial.x() + b, shortest / 1000);
            double p = 1 / (1 + Math.exp((Math.log(trial.trainLength()) - Math.log(threshold)) / s));
            sum += Math.log(trial.collapsed() ? p : 1 - p);
        }
        return sum;
    }

    private static List<Observation> trials(Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        List<String> header = fields(lines.get(0));
        List<String> groups = new ArrayList<>();
        List<Observation> trials = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> row = fields(line);
            if (row.get(header.indexOf("collapsed")).isEmpty()) {
                continue;
            }
            String group = row.get(header.indexOf("group"));
            if (!groups.contains(group)) {
                groups.add(group);
            }
            trials.add(new Observation(groups.indexOf(group), Double.parseDouble(row.get(header.indexOf("state_size"))),
                    Long.parseLong(row.get(header.indexOf("seed"))),
                    Double.parseDouble(row.get(header.indexOf("train_length"))),
                    Boolean.parseBoolean(row.get(header.indexOf("collapsed")))));
        }
        return trials;
    }

    /** Fields of a line, of which some are in quotes. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
