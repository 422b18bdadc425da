package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.StaticFigure;
import io.statecap.analysis.report.figure.GateFigure;
import io.statecap.analysis.report.figure.LossFigure;
import io.statecap.analysis.report.figure.OutcomeFigure;
import io.statecap.analysis.report.figure.PasskeyFigure;
import io.statecap.analysis.report.figure.StateFigure;
import io.statecap.analysis.report.figure.Study;
import io.statecap.analysis.report.figure.ThresholdFigure;
import io.statecap.analysis.report.figure.TrainingFigure;
import io.statecap.analysis.report.page.Page;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes {@code report.html} and {@code figures/*.svg}, {@code figures/*.png}. */
public final class Report {

    private static final String FIGURES = "figures";

    private Report() {}

    /**
     * Writes the report into {@code directory}, replacing an earlier one. Figures without data have no file; the page
     * says in words what is missing.
     *
     * @return the page
     * @throws IllegalArgumentException if {@code sweep.json} is no JSON
     * @throws IOException if a file cannot be written
     */
    public static Path write(Path directory, ReportData data) throws IOException {
        SweepInfo sweep = SweepInfo.parse(data.sweepJson());
        List<Figure> figures = figures(new Study(data, sweep));
        Path figureDirectory = Files.createDirectories(directory.resolve(FIGURES));
        // The page first: it needs no fonts, which a bare machine may lack.
        Path page = directory.resolve("report.html");
        Path partial = directory.resolve("report.html.partial");
        Files.writeString(partial, new Page(sweep, figures, data).html(), StandardCharsets.UTF_8);
        Files.move(partial, page, StandardCopyOption.REPLACE_EXISTING);
        for (Figure figure : figures) {
            if (figure.isDrawn()) {
                new StaticFigure(figure).write(figureDirectory);
            } else {
                Files.deleteIfExists(figureDirectory.resolve(figure.id() + ".svg"));
                Files.deleteIfExists(figureDirectory.resolve(figure.id() + ".png"));
            }
        }
        return page;
    }

    private static List<Figure> figures(Study study) {
        return List.of(LossFigure.of(study), ThresholdFigure.of(study), OutcomeFigure.of(study), TrainingFigure.of(study),
                PasskeyFigure.of(study), StateFigure.of(study), GateFigure.of(study));
    }
}
