package io.statecap.analysis.report.chart;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.swing.JComponent;

/**
 * One figure of the report and its files.
 *
 * @param id name of its files and its anchor in the page
 * @param caption how to read it, in sentences
 * @param description what it shows, for readers who cannot see it
 * @param chooser what the reader chooses between plots, e.g. {@code Slice}
 * @param plots its drawings, the first being the one that static files show; none where {@code missing} says why
 * @param missing why there is nothing to draw, or why some of it is missing; empty otherwise
 */
public record Figure(String id, String title, String caption, String description, String chooser, List<Plot> plots,
                     String missing) {

    private static final String RESOURCES = "/io/statecap/analysis/report/";
    private static final int MARGIN = 16;
    private static final int TITLE_HEIGHT = 34;
    private static final int HEADING_HEIGHT = 22;
    private static final int LEGEND_LINE = 22;
    private static final double LEGEND_CHARACTER = 6.8;
    /** PNG pixels a unit: sharp on screens of double density and in print at column width. */
    private static final int PNG_SCALE = 2;

    /** The renderer's own limits guard against strange documents, and are too low for a large sweep. */
    private static final LoaderContext CONTEXT = LoaderContext.builder().documentLimits(new DocumentLimits(
            DocumentLimits.DEFAULT_MAX_NESTING_DEPTH, DocumentLimits.DEFAULT_MAX_USE_NESTING_DEPTH, Integer.MAX_VALUE))
            .build();

    /** A figure of one plot; of a probe that was not asked for where nothing is in it. */
    public static Figure of(String id, String title, String caption, String description, LinePlot plot,
                            String missing) {
        return plot.titles().isEmpty() ? missing(id, title, "")
                : new Figure(id, title, caption, description, "", List.of(plot), missing);
    }

    /** A figure with nothing to draw, and why; without why, as of a probe not asked for, the page has no section. */
    public static Figure missing(String id, String title, String why) {
        return new Figure(id, title, "", "", "", List.of(), why);
    }

    /** Whether the page has a section for it. */
    public boolean isShown() {
        return isDrawn() || !missing.isEmpty();
    }

    public boolean isDrawn() {
        return !plots.isEmpty();
    }

    /**
     * Writes the first plot on white paper as {@code <id>.svg} and {@code <id>.png}; needs no display.
     *
     * @throws IOException if the files cannot be written
     */
    public void write(Path directory) throws IOException {
        String svg = svg();
        Files.writeString(directory.resolve(id + ".svg"), svg);
        SVGDocument document = new SVGLoader().load(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)),
                null, CONTEXT);
        BufferedImage image = new BufferedImage((int) (PNG_SCALE * document.size().width),
                (int) (PNG_SCALE * document.size().height), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(PNG_SCALE, PNG_SCALE);
        document.render((JComponent) null, graphics);
        graphics.dispose();
        Path file = directory.resolve(id + ".png");
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("this Java has no PNG writer, " + file + " was not written");
        }
    }

    /** A text that lies with the report's classes. */
    public static String resource(String name) {
        try (InputStream in = Figure.class.getResourceAsStream(RESOURCES + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + name + " cannot be read", e);
        }
    }

    private String svg() {
        Plot plot = plots.get(0);
        int columns = plot.columns();
        List<String> titles = plot.titles();
        int cellHeight = plot.height() + HEADING_HEIGHT;
        int width = 2 * MARGIN + columns * plot.width();
        int bottom = MARGIN + TITLE_HEIGHT + (titles.size() + columns - 1) / columns * cellHeight;
        Markup legend = new Markup();
        int height = bottom + MARGIN + legend(plot, legend, width, bottom + 4);
        Markup svg = new Markup();
        svg.open("svg", "xmlns", "http://www.w3.org/2000/svg", "width", width, "height", height, "viewBox",
                        "0 0 " + width + " " + height, "role", "img", "font-family", "sans-serif")
                .element("title", title).element("desc", description)
                .element("style", resource("figure.css"))
                .shape("rect", "width", width, "height", height, "fill", "#ffffff")
                .element("text", title, "class", "title", "x", MARGIN, "y", MARGIN + 14);
        for (int i = 0; i < titles.size(); i++) {
            int x = MARGIN + i % columns * plot.width();
            int y = MARGIN + TITLE_HEIGHT + i / columns * cellHeight;
            svg.element("text", titles.get(i), "class", "heading", "x", x + 30, "y", y + 13)
                    .raw(plot.panel(i, id, "x", x, "y", y + HEADING_HEIGHT, "width", plot.width(), "height",
                            plot.height()));
        }
        return svg.raw(legend).close("svg").toString();
    }

    /** Writes the legend or the colour scale and returns its height. */
    private static int legend(Plot plot, Markup svg, int width, int top) {
        int x = MARGIN + 8;
        int y = top;
        for (LinePlot.Entry entry : plot.legend()) {
            int wide = 54 + (int) (LEGEND_CHARACTER * entry.key().length());
            if (x > MARGIN + 8 && x + wide > width - MARGIN) {
                x = MARGIN + 8;
                y += LEGEND_LINE;
            }
            svg.open("g", "transform", "translate(" + x + "," + y + ")").raw(entry.symbol())
                    .element("text", entry.key(), "class", "entry", "x", 32, "y", 11).close("g");
            x += wide;
        }
        if (plot.drawnColours() != null) {
            svg.open("g", "class", "colours", "transform", "translate(" + x + "," + y + ")").raw(plot.drawnColours())
                    .close("g");
        }
        return plot.legend().isEmpty() && plot.drawnColours() == null ? 0 : y - top + LEGEND_LINE;
    }
}
