package io.statecap.analysis.report;

import io.statecap.analysis.compare.Comparison;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.figure.CompareLossFigure;
import io.statecap.analysis.report.figure.CompareThresholdFigure;
import io.statecap.analysis.report.page.ComparePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Writes {@code compare.html} and its figures as {@code figures/*.svg} and {@code figures/*.png}. */
public final class CompareReport {

    private CompareReport() {}

    /**
     * Writes the report into {@code directory}, replacing an earlier one.
     *
     * @throws IOException if a file cannot be written
     */
    public static Report.Written write(Path directory, Comparison comparison) throws IOException {
        List<Figure> figures = List.of(CompareThresholdFigure.of(comparison), CompareLossFigure.of(comparison));
        Path drawings = Files.createDirectories(directory.resolve("figures"));
        Path page = directory.resolve("compare.html");
        Path partial = directory.resolve("compare.html.partial");
        Files.writeString(partial, new ComparePage(comparison, figures).html());
        Files.move(partial, page, StandardCopyOption.REPLACE_EXISTING);
        Report.Drawn drawn = Report.draw(figures, drawings);
        return new Report.Written(page, drawn.files(), drawn.undrawn(), drawn.problem());
    }
}
