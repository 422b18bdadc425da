package io.statecap.analysis.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.report.chart.LinePlot;
import io.statecap.analysis.report.chart.Mark;
import io.statecap.analysis.report.chart.Mark.Style;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {

    private static final List<String> FIGURES = List.of("thresholds", "horizons", "loss-by-position", "excess",
            "outcomes", "training",
            "along-training", "along-training-passkey", "passkey", "mitigations", "mitigations-passkey", "states",
            "gates");
    private static final long SIZE_LIMIT = 5_000_000;

    private static final Report.Data COMPLETE = SyntheticSweep.complete();

    /** The report that several tests only look at. */
    @TempDir
    static Path written;

    @TempDir
    Path directory;

    @BeforeAll
    static void write() throws IOException {
        Report.write(written, COMPLETE);
    }

    @Test
    void pageIsOneSmallFileThatNamesNoAddress() throws IOException {
        Path page = written.resolve("report.html");
        String html = Files.readString(page);
        assertTrue(Files.size(page) < SIZE_LIMIT, "page has " + Files.size(page) + " bytes");
        Matcher addresses = Pattern.compile("https?://[^\\s\"'<>)]*").matcher(html);
        while (addresses.find()) {
            assertTrue(addresses.group().startsWith("http://www.w3.org/"), "the page names " + addresses.group());
        }
        assertFalse(html.contains("{{"), "a place of the template was left open");
    }

    @Test
    void thousandsOfTrialsStillMakeASmallPage() throws IOException {
        int size = SyntheticSweep.page(SyntheticSweep.large(2_000)).getBytes(StandardCharsets.UTF_8).length;
        assertTrue(size < SIZE_LIMIT, "page has " + size + " bytes");
    }

    /** What is drawn last, at the bottom, is there as well. */
    @Test
    void thousandsOfMarksAreDrawnToTheLast() throws IOException {
        Report.write(directory, SyntheticSweep.large(1_000));
        for (String figure : List.of("loss-by-position", "training", "outcomes")) {
            BufferedImage image = ImageIO.read(directory.resolve("figures").resolve(figure + ".png").toFile());
            boolean ink = false;
            for (int y = image.getHeight() - 80; y < image.getHeight(); y++) {
                for (int x = 0; x < image.getWidth(); x++) {
                    ink |= (image.getRGB(x, y) & 0xffffff) != 0xffffff;
                }
            }
            assertTrue(ink, figure);
        }
    }

    @Test
    void pageIsWellFormed() throws Exception {
        Document page = parse(Files.readString(written.resolve("report.html")));
        assertEquals("html", page.getDocumentElement().getTagName());
        assertEquals(FIGURES.size(), byAttribute(page, "data-figure").size());
        assertEquals(List.of("sizes", "placebo", "horizon-table", "trials", "threshold-table", "law-table",
                "sensitivity-table"),
                byAttribute(page, "data-table"));
    }

    /** The law, then the threshold of each size, then their figure and the placebo; only then the rest. */
    @Test
    void theAnswerStandsFirst() throws Exception {
        String html = Files.readString(written.resolve("report.html"));
        String lead = html.substring(html.indexOf("<p class=\"lead\">"), html.indexOf("<dl class=\"tiles\">"));
        assertTrue(lead.startsWith("<p class=\"lead\">T_train = "), lead);
        assertTrue(lead.contains("\u00b7S ") && lead.contains("slope 95 %"), lead);
        int last = html.indexOf(lead);
        for (String id : List.of("sizes", "thresholds", "placebo", "findings", "loss-by-position", "outcomes",
                "trials")) {
            int here = html.indexOf("<section", html.indexOf("id=\"" + id + "\"") - 60);
            assertTrue(here > last, id + " stands at " + here + ", what comes before it at " + last);
            last = here;
        }
    }

    @Test
    void aCriterionThatFailsItsPlaceboIsNamedFirst() {
        String html = SyntheticSweep.page(SyntheticSweep.failingPlacebo());
        assertTrue(html.substring(html.indexOf("<p class=\"lead\">")).startsWith(
                "<p class=\"lead\">The criterion fresh&gt;0.1 measures something other than collapse: Placebo: "),
                        "lead");
    }

    @Test
    void anIncompleteSweepSaysSo() {
        String words = "46 of 48 trials; 1 missing, 1 failed";
        assertTrue(SyntheticSweep.page(new Report.Data(COMPLETE.sweepJson(), COMPLETE.trials(), COMPLETE.curves(), List.of(),
                List.of(), List.of(), List.of(), COMPLETE.analysis(), List.of(), words))
                .contains("id=\"incomplete\">" + words), "page");
        assertFalse(SyntheticSweep.page(COMPLETE).contains("id=\"incomplete\""), "a whole sweep has no such line");
    }

    /** The long text of the group is for joins: readers see what differs. */
    @Test
    void tablesNameSizesByWhatDiffers() throws Exception {
        String html = Files.readString(written.resolve("report.html"));
        assertFalse(html.contains("dModel=32,layers=2,"), "the page shows a group's whole text");
        assertTrue(html.contains(">dState=4</td><td class=\"right\">896</td>"), "the table of sizes has short names");
    }

    @Test
    void everyFigureIsDrawnAsSvgAndPng() throws Exception {
        for (String figure : FIGURES) {
            Document svg = parse(Files.readString(written.resolve("figures/" + figure + ".svg")));
            int shapes = 0;
            for (String tag : List.of("path", "polyline", "line", "rect", "circle", "polygon")) {
                shapes += svg.getElementsByTagName(tag).getLength();
            }
            assertTrue(shapes > 12, figure + ".svg has " + shapes + " shapes");
            assertEquals("title", svg.getDocumentElement().getFirstChild().getNodeName());
            assertFalse(svg.getElementsByTagName("desc").item(0).getTextContent().isBlank());

            BufferedImage png = ImageIO.read(written.resolve("figures/" + figure + ".png").toFile());
            Set<Integer> colours = new HashSet<>();
            for (int y = 0; y < png.getHeight(); y += 2) {
                for (int x = 0; x < png.getWidth(); x += 2) {
                    colours.add(png.getRGB(x, y));
                }
            }
            assertTrue(colours.size() > 20, figure + ".png has " + colours.size() + " colours");
        }
    }

    /** One trial of the largest size has not run, and one of the second largest failed. */
    @Test
    void sizesWithoutEverySeedAtEveryLengthAreDrawnHollow() {
        LinePlot plot = (LinePlot) Report.figures(new Study(COMPLETE)).get(0).plots().get(0);
        List<Mark> marks = plot.panels().values().iterator().next();
        List<Double> hollow = marks.stream().filter(mark -> mark.style() == Style.RING
                || mark.style() == Style.HOLLOW_DIAMOND).map(mark -> mark.x()[0]).toList();
        assertEquals(List.of(2432.0, 4480.0), hollow);
        assertEquals(2, marks.stream().filter(mark -> mark.style() == Style.CIRCLE).count());
        assertTrue(plot.legend().stream().anyMatch(entry -> entry.key().startsWith("hollow: ")));
    }

    @Test
    void sameDataGiveSameFiles() throws IOException {
        Path first = written.resolve("report.html");
        Path second = SyntheticSweep.write(directory, SyntheticSweep.complete());
        assertEquals(-1, Files.mismatch(first, second));
        for (String figure : FIGURES) {
            assertEquals(-1, Files.mismatch(first.resolveSibling("figures/" + figure + ".svg"),
                    second.resolveSibling("figures/" + figure + ".svg")), figure);
        }
    }

    @Test
    void hostileNamesStayText() throws Exception {
        String hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>&\"'";
        String html = SyntheticSweep.page(SyntheticSweep.named(hostile));
        assertFalse(html.contains("<script>alert"));
        assertFalse(html.contains("<img"));
        Document page = parse(html);
        assertEquals(hostile, page.getElementsByTagName("h1").item(0).getTextContent());
    }

    @Test
    void beginningSweepShowsWhatIsThere() throws Exception {
        String html = Files.readString(SyntheticSweep.write(directory, SyntheticSweep.begun()));
        Document page = parse(html);
        assertEquals(List.of("loss-by-position", "excess", "outcomes"), byAttribute(page, "data-figure"));
        assertEquals(List.of("trials"), byAttribute(page, "data-table"));
        assertTrue(html.contains("No thresholds yet: no trial has finished."));
        assertFalse(html.contains("id=\"passkey\""), "a probe that has not run takes no heading");
        assertTrue(html.contains("Not run in this sweep: threshold by how far one looks, loss against training step, "),
                "what has not run");
        assertTrue(html.contains("7 cells of the grid have no trial: "));
        assertTrue(Files.exists(directory.resolve("figures/outcomes.svg")));
        assertFalse(Files.exists(directory.resolve("figures/passkey.svg")));
    }

    @Test
    void nothingAtAllIsAReportToo() throws Exception {
        String html = Files.readString(SyntheticSweep.write(directory, SyntheticSweep.empty("")));
        assertEquals(List.of(), byAttribute(parse(html), "data-figure"));
        assertTrue(html.contains("No trial has finished yet"));
        assertTrue(html.contains("This directory has no sweep.json."));
    }

    @Test
    void figureWithoutDataLosesItsOldFile() throws IOException {
        Files.createDirectories(directory.resolve("figures"));
        for (String file : List.of("passkey.png", "passkey.svg", "outcomes.png")) {
            Files.writeString(directory.resolve("figures").resolve(file), "old");
        }
        Report.write(directory, SyntheticSweep.begun());
        assertFalse(Files.exists(directory.resolve("figures/passkey.png")));
        assertFalse(Files.exists(directory.resolve("figures/passkey.svg")));
        assertTrue(Files.size(directory.resolve("figures/outcomes.png")) > 1_000);
    }

    @Test
    void brokenConfigurationIsNamed() {
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class,
                () -> Report.write(directory, SyntheticSweep.empty("{\"name\":")));
        assertTrue(thrown.getMessage().startsWith("sweep.json is not valid JSON"), thrown.getMessage());
        assertFalse(Files.exists(directory.resolve("report.html")));
    }

    /** Scripts are left out: HTML reads them as text, XML would not. */
    private static Document parse(String text) throws Exception {
        String markup = text.replaceAll("(?s)<script.*?</script>", "");
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(markup)));
    }

    private static List<String> byAttribute(Document page, String attribute) {
        List<String> values = new java.util.ArrayList<>();
        var all = page.getElementsByTagName("div");
        for (int i = 0; i < all.getLength(); i++) {
            var value = all.item(i).getAttributes().getNamedItem(attribute);
            if (value != null) {
                values.add(value.getNodeValue());
            }
        }
        return values;
    }
}
