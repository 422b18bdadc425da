package io.statecap.analysis.report;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.Sensitivity;
import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.GateRow;
import io.statecap.analysis.table.PasskeyRow;
import io.statecap.analysis.table.StateRow;
import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes pages, each with {@code figures/*.svg} and {@code figures/*.png} beside it. */
public final class Report {

    private Report() {}

    /**
     * All that a report is made of. Any list may be empty: a sweep that still runs has some of its rows.
     *
     * @param sweepJson   text of {@code sweep.json}; empty where there is none
     * @param trials      with the outcomes of the analysis
     * @param analysis    what is concluded from them; {@link Analysis#NONE} where nothing was
     * @param sensitivity how the line moves with the criterion
     * @param incomplete  how much of the sweep is there, if not all of it; empty otherwise
     */
    public record Data(String sweepJson, List<TrialRow> trials, List<CurveRow> curves, List<TrainingRow> training,
                       List<PasskeyRow> passkey, List<StateRow> states, List<GateRow> gates, Analysis analysis,
                       List<Sensitivity> sensitivity, String incomplete) {

        public Data {
            trials = analysis.withOutcomes(trials);
        }
    }

    /**
     * What was written.
     *
     * @param files   of the figures that were drawn, and last the page, if there is one
     * @param undrawn where files of figures without data would lie; none is there
     * @param problem why figures are missing although they have data; null if none are
     */
    public record Written(List<Path> files, List<Path> undrawn, String problem) {}

    /**
     * Writes the report into {@code directory}, replacing an earlier one. Figures without data have no file; the page
     * says in words what is missing.
     *
     * @throws IllegalArgumentException if {@code sweep.json} is no JSON
     * @throws IOException if a file cannot be written
     */
    public static Written write(Path directory, Data data) throws IOException {
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
        Path page = Files.writeString(directory.resolve(name), html);
        Written drawn = draw(figures, drawings);
        drawn.files().add(page);
        return drawn;
    }

    /**
     * Writes the figures of probes alone: loss, passkey, mitigations, states, gates.
     *
     * @param directory folder for {@code *.svg} and {@code *.png}
     * @throws IOException if a file cannot be written
     */
    public static Written writeProbeFigures(Path directory, Data data) throws IOException {
        Study study = new Study(data);
        Written drawn = draw(List.of(LossFigures.of(study), ProbeFigures.passkey(study),
                ProbeFigures.mitigatedLoss(study), ProbeFigures.mitigatedPasskey(study), ProbeFigures.states(study),
                ProbeFigures.gates(study)), directory);
        // Files of other probes may lie there, too: none is to be deleted.
        return new Written(drawn.files(), List.of(), drawn.problem());
    }

    private static Written draw(List<Figure> figures, Path directory) throws IOException {
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
        return new Written(drawn, undrawn, problem);
    }

    static List<Figure> figures(Study study) {
        return List.of(ThresholdFigures.of(study), OutcomeFigures.horizons(study), LossFigures.of(study),
                LossFigures.excess(study), OutcomeFigures.of(study), TrainingFigures.of(study),
                TrainingFigures.loss(study), TrainingFigures.retrieval(study), ProbeFigures.passkey(study),
                ProbeFigures.mitigatedLoss(study), ProbeFigures.mitigatedPasskey(study), ProbeFigures.states(study),
                ProbeFigures.gates(study));
    }
}
