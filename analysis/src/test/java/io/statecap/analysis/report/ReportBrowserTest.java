package io.statecap.analysis.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as a reader meets it. Pictures of it lie in {@code target/report} afterwards, to be looked at. */
class ReportBrowserTest {

    private static final List<String> FIGURES = List.of("loss-by-position", "thresholds", "outcomes", "training",
            "along-training", "along-training-passkey", "passkey", "mitigations", "mitigations-passkey", "states",
            "gates");
    private static final int DESKTOP = 1280;
    private static final int PHONE = 390;

    @TempDir
    static Path directory;
    private static Path pictures;
    private static Chromium browser;

    @BeforeAll
    static void open() throws Exception {
        assumeTrue(Chromium.find().isPresent(),
                "no Chromium on the PATH, the report was not opened in a browser (Debian: apt-get install chromium)");
        Path page = Report.write(directory.resolve("results"), SyntheticSweep.complete()).page();
        browser = new Chromium(Chromium.find().get(), directory.resolve("profile"), page, DESKTOP, 900);
        pictures = Files.createDirectories(Path.of("target", "report"));
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void startAfresh() throws Exception {
        browser.resize(DESKTOP, 900);
        browser.preferDark(false);
    }

    @Test
    void pageDrawsItselfWithoutComplaint() throws Exception {
        assertEquals("true", browser.evaluate("document.documentElement.dataset.ready").asText());
        assertEquals(List.of(), browser.complaints());
        for (String figure : FIGURES) {
            browser.screenshot("#" + figure, pictures.resolve(figure + ".png"));
        }
    }

    @Test
    void everyMarkOfEveryFigureIsInThePage() throws Exception {
        JsonNode figures = browser.evaluate("JSON.parse(document.getElementById('report-data').textContent).figures");
        assertEquals(FIGURES.size(), figures.size());
        for (JsonNode figure : figures) {
            int wanted = 0;
            for (JsonNode panel : figure.get("plots").get(0).get("panels")) {
                wanted += panel.path("marks").size();
                for (JsonNode cell : panel.path("cells")) {
                    wanted += cell.get("strips").size();
                }
            }
            String id = figure.get("id").asText();
            assertTrue(wanted > 10, id + " has " + wanted + " marks");
            assertEquals(wanted, count("#" + id + " svg .mark"), id);
        }
        assertEquals(SyntheticSweep.FAILED_TRIALS, count("#outcomes .strip.failed"));
        assertEquals(SyntheticSweep.MISSING_TRIALS, count("#outcomes .strip.missing"));
    }

    @Test
    void noMarkHasAPlaceThatIsNoNumber() throws Exception {
        assertEquals(0, browser.evaluate("[...document.querySelectorAll('svg *')].filter(node =>"
                + " [...node.attributes].some(a => /NaN|Infinity|undefined/.test(a.value))).length").asInt());
    }

    @Test
    void headersSort() throws Exception {
        String states = "[...document.querySelectorAll('#trials tbody tr')].map(row => row.cells[0].textContent)";
        String header = "#trials th:nth-child(1)";
        browser.evaluate("document.querySelector('" + header + " button').click()");
        assertEquals("ascending", attribute(header, "aria-sort"));
        assertEquals("896", browser.evaluate(states + "[0]").asText());
        browser.evaluate("document.querySelector('" + header + " button').click()");
        assertEquals("descending", attribute(header, "aria-sort"));
        assertEquals("4,480", browser.evaluate(states + "[0]").asText());
        assertEquals(SyntheticSweep.TRIALS, browser.evaluate(states + ".length").asInt());
    }

    @Test
    void tableFilters() throws Exception {
        String input = "document.querySelector('#trials input')";
        browser.evaluate("(() => { const i = " + input + "; i.value = 'NaN at step'; i.dispatchEvent(new Event('input')); })()");
        assertEquals(SyntheticSweep.FAILED_TRIALS, count("#trials tbody tr"));
        assertEquals("1 of 47 rows", browser.evaluate("document.querySelector('#trials .count').textContent").asText());
        browser.evaluate("(() => { const i = " + input + "; i.value = ''; i.dispatchEvent(new Event('input')); })()");
        assertEquals(SyntheticSweep.TRIALS, count("#trials tbody tr"));

        browser.evaluate("(() => { const s = [...document.querySelectorAll('#trials label')]"
                + ".find(l => l.firstChild.textContent === 'outcome').querySelector('select');"
                + " s.selectedIndex = [...s.options].findIndex(o => o.text === 'healthy');"
                + " s.dispatchEvent(new Event('change')); })()");
        int healthy = count("#trials tbody tr");
        assertTrue(healthy > 0 && healthy < SyntheticSweep.TRIALS, healthy + " healthy trials");
        assertEquals(healthy, count("#trials tbody .outcome.healthy"));
        browser.evaluate("[...document.querySelectorAll('#trials select')]"
                + ".forEach(s => { s.selectedIndex = 0; s.dispatchEvent(new Event('change')); })");
    }

    @Test
    void pointingShowsNumbers() throws Exception {
        browser.evaluate("document.querySelector('#loss-by-position .panel').scrollIntoView({behavior: 'instant'})");
        browser.afterDrawing(); // scrolling hides what was pointed at before
        JsonNode ring = browser.evaluate("(() => { const r = document.querySelector('#loss-by-position .dot.ring.mark')"
                + ".getBoundingClientRect(); return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()");
        browser.movePointer(ring.get("x").asDouble(), ring.get("y").asDouble());
        assertEquals("block", browser.evaluate("getComputedStyle(document.getElementById('tip')).display").asText());
        assertTrue(tip().startsWith("T = 16"), tip());
        assertTrue(tip().contains("position") && tip().contains("loss"), tip());
        browser.screenshot("#loss-by-position", pictures.resolve("hover.png"));
        browser.movePointer(2, 2);
    }

    @Test
    void keyboardReachesTheNumbers() throws Exception {
        browser.evaluate("document.querySelector('#outcomes .panel svg').focus()");
        browser.pressKey("ArrowRight");
        String first = said();
        assertTrue(first.startsWith("S = 4,480, T = 16, seed 0: collapsed"), first);
        browser.pressKey("ArrowRight");
        assertNotEquals(first, said());
        browser.pressKey("Escape");
        assertEquals(0, browser.evaluate("[...document.querySelectorAll('button, select, input')]"
                + ".filter(e => e.tabIndex < 0 || !(e.textContent || e.labels && e.labels.length)).length").asInt());
    }

    @Test
    void legendHidesAndShows() throws Exception {
        int all = count("#training .mark");
        browser.evaluate("document.querySelector('#training .legend button').click()");
        assertTrue(count("#training .mark") < all);
        assertEquals("false", attribute("#training .legend button", "aria-pressed"));
        browser.evaluate("document.querySelector('#training .legend button').click()");
        assertEquals(all, count("#training .mark"));
    }

    @Test
    void chooserSwitchesPlots() throws Exception {
        String line = "document.querySelector('#loss-by-position .mark.line.main').getAttribute('d')";
        String before = browser.evaluate(line).asText();
        choose("#loss-by-position", 1);
        assertNotEquals(before, browser.evaluate(line).asText());
        choose("#loss-by-position", 0);
        assertEquals(before, browser.evaluate(line).asText());
    }

    @Test
    void phoneNeedsNoSidewaysScrolling() throws Exception {
        browser.resize(PHONE, 844);
        assertTrue(browser.evaluate("document.documentElement.scrollWidth").asInt() <= PHONE);
        for (String part : List.of("header", "#loss-by-position", "#thresholds", "#outcomes", "#passkey", "#trials")) {
            browser.screenshot(part, pictures.resolve("phone-" + part.replace("#", "") + ".png"));
        }
    }

    @Test
    void darkModeKeepsTextReadable() throws Exception {
        browser.preferDark(true);
        assertEquals("rgb(20, 23, 27)", style("body", "backgroundColor"));
        assertEquals("rgb(232, 234, 237)", style("#loss-by-position svg text", "fill"));
        for (String part : List.of("header", "#loss-by-position", "#thresholds", "#outcomes", "#trials")) {
            browser.screenshot(part, pictures.resolve("dark-" + part.replace("#", "") + ".png"));
        }
    }

    @Test
    void pagePrints() throws Exception {
        Path pdf = pictures.resolve("report.pdf");
        browser.print(pdf);
        assertEquals("%PDF", new String(Files.readAllBytes(pdf), 0, 4, java.nio.charset.StandardCharsets.ISO_8859_1));
        assertFalse(Files.size(pdf) < 50_000, "the printed report has only " + Files.size(pdf) + " bytes");
    }

    private static int count(String selector) throws Exception {
        return browser.evaluate("document.querySelectorAll('" + selector + "').length").asInt();
    }

    private static String attribute(String selector, String name) throws Exception {
        return browser.evaluate("document.querySelector('" + selector + "').getAttribute('" + name + "')").asText();
    }

    private static String style(String selector, String property) throws Exception {
        return browser.evaluate("getComputedStyle(document.querySelector('" + selector + "'))." + property).asText();
    }

    private static void choose(String figure, int index) throws Exception {
        browser.evaluate("(() => { const s = document.querySelector('" + figure + " select'); s.selectedIndex = " + index
                + "; s.dispatchEvent(new Event('change')); })()");
    }

    private static String tip() throws Exception {
        return browser.evaluate("document.getElementById('tip').textContent").asText();
    }

    private static String said() throws Exception {
        return browser.evaluate("document.getElementById('said').textContent").asText();
    }
}
