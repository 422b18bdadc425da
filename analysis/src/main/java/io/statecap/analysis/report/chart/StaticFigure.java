package io.statecap.analysis.report.chart;

import io.statecap.analysis.view.Numbers;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A figure's first plot on white paper, as {@code <id>.svg} and {@code <id>.png}; needs no display. */
public final class StaticFigure {

    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final int MARGIN = 16;
    private static final int TITLE_HEIGHT = 34;
    private static final int LEGEND_LINE = 22;
    private static final int MAX_COLUMNS = 4;
    private static final int COLOUR_STEPS = 48;
    private static final int COLOUR_STEP_WIDTH = 4;
    /** PNG pixels a unit: sharp on screens of double density and in print at column width. */
    private static final int PNG_SCALE = 2;
    private static final Font TITLE_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 16);
    private static final Font LEGEND_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);

    private final Figure figure;
    private final List<PanelChart> charts;
    private final List<LegendEntry> legend;
    private final ColourScale colours;
    private final int columns;
    private final int panelWidth;
    private final int panelHeight;

    /** @throws IllegalArgumentException if the figure has no plot */
    public StaticFigure(Figure figure) {
        if (!figure.isDrawn()) {
            throw new IllegalArgumentException("figure " + figure.id() + " has no plot: " + figure.missing());
        }
        this.figure = figure;
        Plot plot = figure.plots().get(0);
        if (plot instanceof Plot.Lines lines) {
            this.columns = columns(lines.panels().size());
            this.panelWidth = columns == 1 ? 760 : 420;
            this.panelHeight = columns == 1 ? 500 : 320;
            this.charts = new LineCharts(lines, panelWidth, panelHeight).charts();
            this.legend = lines.legend();
            this.colours = null;
        } else {
            Plot.Grid grid = (Plot.Grid) plot;
            this.columns = columns(grid.panels().size());
            this.panelWidth = columns == 1 ? 760 : 420;
            this.panelHeight = columns == 1 ? 90 + 64 * Math.max(3, grid.panels().get(0).rows().size()) : 300;
            this.charts = new GridCharts(grid, panelWidth, panelHeight).charts();
            this.legend = List.of();
            this.colours = grid.colours();
        }
    }

    /** @throws IOException if the files cannot be written */
    public void write(Path directory) throws IOException {
        writeSvg(directory.resolve(figure.id() + ".svg"));
        writePng(directory.resolve(figure.id() + ".png"));
    }

    private void writeSvg(Path file) throws IOException {
        Document document = document();
        SVGGraphics2D graphics = new SVGGraphics2D(document);
        graphics.setSVGCanvasSize(new java.awt.Dimension(width(), height()));
        paint(graphics);
        Element root = graphics.getRoot();
        root.setAttribute("viewBox", "0 0 " + width() + " " + height());
        root.setAttribute("role", "img");
        Element title = document.createElementNS(SVG, "title");
        title.setTextContent(figure.title());
        Element description = document.createElementNS(SVG, "desc");
        description.setTextContent(figure.description());
        root.insertBefore(description, root.getFirstChild());
        root.insertBefore(title, description);
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            graphics.stream(root, out, false, false);
        }
    }

    private void writePng(Path file) throws IOException {
        BufferedImage image = new BufferedImage(PNG_SCALE * width(), PNG_SCALE * height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(PNG_SCALE, PNG_SCALE);
            paint(graphics);
        } finally {
            graphics.dispose();
        }
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("this Java has no PNG writer, " + file + " was not written");
        }
    }

    private static Document document() {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this Java has no XML parser", e);
        }
    }

    private void paint(Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width(), height());
        graphics.setColor(Color.decode(Ink.TEXT.light()));
        graphics.setFont(TITLE_FONT);
        graphics.drawString(figure.title(), MARGIN, MARGIN + 14);
        AffineTransform origin = graphics.getTransform();
        for (int i = 0; i < charts.size(); i++) {
            graphics.translate(MARGIN + i % columns * panelWidth, MARGIN + TITLE_HEIGHT + i / columns * panelHeight);
            charts.get(i).paint(graphics, panelWidth, panelHeight);
            graphics.setTransform(origin);
        }
        paintLegend(graphics);
        if (colours != null) {
            paintColours(graphics);
        }
    }

    /** The colour scale of a grid, from its low to its high end. */
    private void paintColours(Graphics2D graphics) {
        int y = MARGIN + TITLE_HEIGHT + rows() * panelHeight + 6;
        graphics.setFont(LEGEND_FONT);
        graphics.setColor(Color.decode(Ink.TEXT.light()));
        String low = colours.label() + "  " + Numbers.plain(colours.low());
        graphics.drawString(low, MARGIN + 8, y + 11);
        int x = MARGIN + 16 + graphics.getFontMetrics().stringWidth(low);
        for (int step = 0; step < COLOUR_STEPS; step++) {
            double share = step / (COLOUR_STEPS - 1.0);
            graphics.setColor(Color.decode(colours.colour(colours.low() + share * (colours.high() - colours.low()))));
            graphics.fillRect(x + step * COLOUR_STEP_WIDTH, y, COLOUR_STEP_WIDTH, 13);
        }
        graphics.setColor(Color.decode(Ink.TEXT.light()));
        graphics.drawString((colours.clipped() ? "\u2265 " : "") + Numbers.plain(colours.high()), x
                + COLOUR_STEPS * COLOUR_STEP_WIDTH + 8, y + 11);
    }

    private void paintLegend(Graphics2D graphics) {
        graphics.setFont(LEGEND_FONT);
        int y = MARGIN + TITLE_HEIGHT + rows() * panelHeight + 14;
        for (List<LegendEntry> line : legendLines()) {
            int x = MARGIN + 8;
            for (LegendEntry entry : line) {
                paintSymbol(graphics, entry, x, y);
                graphics.setColor(Color.decode(Ink.TEXT.light()));
                graphics.drawString(entry.label(), x + 30, y + 4);
                x += entryWidth(entry);
            }
            y += LEGEND_LINE;
        }
    }

    private static void paintSymbol(Graphics2D graphics, LegendEntry entry, int x, int y) {
        Color colour = Color.decode(entry.ink().light());
        graphics.setColor(colour);
        switch (entry.symbol()) {
            case "main" -> stroke(graphics, LineCharts.MAIN_STROKE, x, y);
            case "thin" -> stroke(graphics, LineCharts.THIN_STROKE, x, y);
            case "dotted" -> stroke(graphics, LineCharts.DOTTED_STROKE, x, y);
            case "dashed" -> stroke(graphics, LineCharts.DASHED_STROKE, x, y);
            case "band" -> {
                graphics.setColor(LineCharts.pale(colour));
                graphics.fillRect(x, y - 6, 24, 12);
            }
            default -> {
                Mark.Shape shape = Mark.Shape.valueOf(entry.symbol().toUpperCase(java.util.Locale.ROOT));
                new ShapeMarker(shape, colour).paint(graphics, x + 12, y, 8);
            }
        }
    }

    private static void stroke(Graphics2D graphics, BasicStroke stroke, int x, int y) {
        graphics.setStroke(stroke);
        graphics.drawLine(x, y, x + 24, y);
    }

    private List<List<LegendEntry>> legendLines() {
        List<List<LegendEntry>> lines = new ArrayList<>();
        int used = 0;
        for (LegendEntry entry : legend) {
            if (lines.isEmpty() || used + entryWidth(entry) > width() - 2 * MARGIN) {
                lines.add(new ArrayList<>());
                used = 0;
            }
            lines.get(lines.size() - 1).add(entry);
            used += entryWidth(entry);
        }
        return lines;
    }

    private static int entryWidth(LegendEntry entry) {
        return 54 + (int) (6.8 * entry.label().length());
    }

    private static int columns(int panels) {
        return panels == 4 ? 2 : panels <= 3 ? panels : panels <= 6 ? 3 : MAX_COLUMNS;
    }

    private int rows() {
        return (charts.size() + columns - 1) / columns;
    }

    private int width() {
        return 2 * MARGIN + columns * panelWidth;
    }

    private int height() {
        return 2 * MARGIN + TITLE_HEIGHT + rows() * panelHeight + legendLines().size() * LEGEND_LINE
                + (colours == null ? 0 : LEGEND_LINE);
    }
}
