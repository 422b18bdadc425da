package io.statecap.analysis.report;

import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.report.chart.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes pages, each with {@code figures/*.svg} and {@code figures/*.png} beside it. */
public final class Report {

    private Report() {}

    /**
     * What was written.
     *
     * @param page    the page; null where figures alone were asked for
     * @param figures files of the figures that were drawn
     * @param undrawn where files of figures without data would lie; none is there
     * @param problem why figures are missing although they have data; null if none are
     */
    public record Written(Path page, List<Path> figures, List<Path> undrawn, String problem) {}

    /**
     * Writes the report into {@code directory}, replacing an earlier one. Figures without data have no file; the page
     * says in words what is missing.
     *
     * @throws IllegalArgumentException if {@code sweep.json} is no JSON
     * @throws IOException if a file cannot be written
     */
    public static Written write(Path directory, ReportData data) throws IOException {
        Study study = new Study(data);
        List<Figure> figures = figures(study);
        return write(directory, "report.html", Pages.report(study, figures), figures);
    }

    /**
     * Writes {@code compare.html} and its figures into {@code directory}, replacing earlier ones.
     *
     * @throws IOException if a file cannot be written
     */
    public static Written write(Path directory, Comparison comparison) throws IOException {
        List<Figure> figures = List.of(ThresholdFigures.of(comparison), LossFigures.of(comparison));
        return write(directory, "compare.html", Pages.comparison(comparison, figures), figures);
    }

    /** The page first: unlike the figures it needs no fonts on this machine. */
    private static Written write(Path directory, String name, String html, List<Figure> figures) throws IOException {
        Path drawings = Files.createDirectories(directory.resolve("figures"));
        return draw(Files.writeString(directory.resolve(name), html), figures, drawings);
    }

    /**
     * Writes the figures of probes alone: loss, passkey, mitigations, states, gates.
     *
     * @param directory folder for {@code *.svg} and {@code *.png}
     * @throws IOException if a file cannot be written
     */
    public static Written writeProbeFigures(Path directory, ReportData data) throws IOException {
        Study study = new Study(data);
        Written drawn = draw(null, List.of(LossFigures.of(study), ProbeFigures.passkey(study),
                ProbeFigures.mitigatedLoss(study), ProbeFigures.mitigatedPasskey(study), ProbeFigures.states(study),
                ProbeFigures.gates(study)), directory);
        // Files of other probes may lie there, too: none is to be deleted.
        return new Written(null, drawn.figures(), List.of(), drawn.problem());
    }

    private static Written draw(Path page, List<Figure> figures, Path directory) throws IOException {
        List<Path> drawn = new ArrayList<>();
        List<Path> undrawn = new ArrayList<>();
        String problem = null;
        for (Figure figure : figures) {
            List<Path> files = List.of(directory.resolve(figure.id() + ".svg"),
                    directory.resolve(figure.id() + ".png"));
            if (figure.isDrawn()) {
                try {
                    figure.write(directory);
                    drawn.addAll(files);
                } catch (LinkageError | InternalError | RuntimeException e) {
                    // Java throws any of these on a machine without fonts or without a library to draw them.
                    problem = "figure " + figure.id() + " could not be drawn as SVG and PNG: " + e;
                }
            } else {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
                undrawn.addAll(files);
            }
        }
        return new Written(page, drawn, undrawn, problem);
    }

    static List<Figure> figures(Study study) {
        return List.of(ThresholdFigures.of(study), OutcomeFigures.horizons(study), LossFigures.of(study),
                LossFigures.excess(study), OutcomeFigures.of(study), TrainingFigures.of(study),
                TrainingFigures.loss(study), TrainingFigures.retrieval(study), ProbeFigures.passkey(study),
                ProbeFigures.mitigatedLoss(study), ProbeFigures.mitigatedPasskey(study), ProbeFigures.states(study),
                ProbeFigures.gates(study));
    }
}
