package io.statecap.analysis.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.analysis.report.chart.Figure;
import io.statecap.analysis.report.chart.Grid;
import io.statecap.analysis.report.chart.LinePlot;
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

    private static final List<String> FIGURES = List.of("thresholds", "horizons", "loss-by-position", "excess",
            "outcomes", "training",
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
        Path page = SyntheticSweep.write(directory.resolve("results"), SyntheticSweep.complete());
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
        for (String part : List.of("header", "#sizes", "#placebo", "#findings", "#trials", "#sensitivity-table")) {
            browser.screenshot(part, pictures.resolve("desktop-" + part.replace("#", "") + ".png"));
        }
    }

    @Test
    void everyMarkOfEveryFigureIsInThePage() throws Exception {
        List<Figure> figures = Report.figures(new Study(SyntheticSweep.complete()));
        assertEquals(FIGURES, figures.stream().map(Figure::id).toList());
        for (Figure figure : figures) {
            for (int plot = 0; plot < figure.plots().size(); plot++) {
                int wanted = figure.plots().get(plot) instanceof LinePlot lines
                        ? lines.panels().values().stream().mapToInt(List::size).sum()
                        : ((Grid) figure.plots().get(plot)).panels().stream().flatMap(panel ->
                                panel.cells().stream()).mapToInt(List::size).sum();
                assertTrue(wanted > 3, figure.id() + " has " + wanted + " marks");
                assertEquals(wanted, browser.evaluate("document.querySelectorAll('#" + figure.id() + " .plot')[" + plot
                        + "].querySelectorAll('svg .mark').length").asInt(), figure.id());
            }
        }
        assertEquals(SyntheticSweep.FAILED_TRIALS, count("#outcomes .strip.broken"));
        assertEquals(SyntheticSweep.MISSING_TRIALS, count("#outcomes .strip.unrun"));
    }

    @Test
    void noMarkHasAPlaceThatIsNoNumber() throws Exception {
        assertEquals(0, browser.evaluate("[...document.querySelectorAll('svg *')].filter(node =>"
                + " [...node.attributes].some(a => a.name !== 'data-label' &&"
                + " /NaN|Infinity|undefined/.test(a.value))).length").asInt());
    }

    @Test
    void headersSort() throws Exception {
        String states = "[...document.querySelectorAll('#trials tbody tr')].map(row => row.cells[1].textContent)";
        String header = "#trials th:nth-child(2)";
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
        browser.evaluate("(() => { const i = " + input
                + "; i.value = 'NaN at step'; i.dispatchEvent(new Event('input')); })()");
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

    /** A link or a reload shows the same rows in the same order. */
    @Test
    void theAddressKeepsFiltersAndOrder() throws Exception {
        browser.evaluate("(() => { const s = [...document.querySelectorAll('#trials label')]"
                + ".find(l => l.firstChild.textContent === 'outcome').querySelector('select');"
                + " s.selectedIndex = [...s.options].findIndex(o => o.text === 'healthy');"
                + " s.dispatchEvent(new Event('change')); })()");
        browser.evaluate("document.querySelector('#trials th:nth-child(3) button').click()");
        String rows = browser.evaluate("document.querySelector('#trials tbody').textContent").asText();
        assertTrue(browser.evaluate("location.hash").asText().contains("trials.outcome=healthy"));

        browser.reload();
        assertEquals(rows, browser.evaluate("document.querySelector('#trials tbody').textContent").asText());
        browser.evaluate("document.querySelector('nav a[href=\"#outcomes\"]').click()");
        browser.afterDrawing();
        assertTrue(browser.evaluate("location.hash").asText().startsWith("#outcomes?trials.outcome=healthy"),
                "a link to a section keeps the filters");

        browser.evaluate("location.hash = '#trials?trials.contains=nan'");
        browser.afterDrawing();
        assertEquals(SyntheticSweep.FAILED_TRIALS, count("#trials tbody tr"));
        browser.evaluate("history.replaceState(null, '', location.pathname)");
        browser.reload();
        assertEquals(SyntheticSweep.TRIALS, count("#trials tbody tr"));
    }

    @Test
    void tablesDownloadAsCsv() throws Exception {
        browser.evaluate("window.saved = []; window.makeUrl = URL.createObjectURL;"
                + " URL.createObjectURL = blob => { window.saved.push(blob); return 'data:,'; };"
                + " HTMLAnchorElement.prototype.click = function () { window.savedName = this.download; }; 0");
        browser.evaluate("document.querySelector('#trials button.csv').dispatchEvent(new Event('click'))");
        String csv = browser.evaluate("window.saved[0].text()").asText();
        browser.reload();
        List<String> lines = csv.lines().toList();
        assertEquals(1 + SyntheticSweep.TRIALS, lines.size());
        assertTrue(lines.get(0).startsWith("size,S,dState,T,seed,outcome,log,"), lines.get(0));
        assertTrue(lines.get(0).endsWith(",trial,error"), lines.get(0));
        assertTrue(lines.get(1).startsWith("dState=4,896,4,16,0,collapsed,,"), lines.get(1));
        assertTrue(csv.contains(",04001600ab,"), "trial ids are whole: " + lines.get(1));
        assertEquals(browser.evaluate("document.querySelectorAll('[data-table]').length"),
                browser.evaluate("document.querySelectorAll('[data-table] button.csv').length"));
    }

    @Test
    void draggingZooms() throws Exception {
        String panel = "document.querySelectorAll('#loss-by-position .panel svg')[0]";
        String ticks = "[..." + panel + ".querySelectorAll('text')].map(t => t.textContent).join(' ')";
        browser.evaluate(panel + ".scrollIntoView({behavior: 'instant', block: 'center'})");
        browser.afterDrawing();
        String before = browser.evaluate(ticks).asText();
        String second = browser.evaluate(ticks.replace("[0]", "[1]")).asText();
        JsonNode box = browser.evaluate("(() => { const r = " + panel + ".getBoundingClientRect();"
                + " return {x: r.x, y: r.y, w: r.width, h: r.height}; })()");
        double x = box.get("x").asDouble();
        double y = box.get("y").asDouble();
        double width = box.get("w").asDouble();
        double height = box.get("h").asDouble();
        browser.drag(x + 0.5 * width, y + 0.2 * height, x + 0.8 * width, y + 0.6 * height);
        assertNotEquals(before, browser.evaluate(ticks).asText());
        assertNotEquals(second, browser.evaluate(ticks.replace("[0]", "[1]")).asText(), "shared axes zoom together");
        browser.screenshot("#loss-by-position", pictures.resolve("zoomed.png"));
        browser.evaluate("document.querySelector('#loss-by-position .reset button').click()");
        assertEquals(before, browser.evaluate(ticks).asText());
    }

    @Test
    void aTrialsRowLeadsToItsCurveAndLog() throws Exception {
        browser.evaluate("document.querySelector('#trials td.curve a').click()");
        assertEquals(1, count("#loss-by-position .plot:not([hidden]) .mark.line.shown"));
        assertTrue(count("#loss-by-position .mark.faint") > 10);
        browser.screenshot("#loss-by-position", pictures.resolve("one-trial.png"));
        browser.evaluate("document.querySelector('#loss-by-position .reset button').click()");
        assertEquals(0, count("#loss-by-position .mark.faint"));
        assertEquals(SyntheticSweep.FAILED_TRIALS, count("#trials td.file a"));
        assertEquals("logs/16001601ab.log", attribute("#trials td.file a", "href"));
        assertEquals("04001600",
                browser.evaluate("document.querySelector('#trials td.id[title=\"04001600ab\"]').textContent").asText());
    }

    @Test
    void lossPanelsShareOneScaleAndShowTheFreshState() throws Exception {
        assertEquals(1, browser
                .evaluate("new Set([...document.querySelectorAll('#loss-by-position .plot:not([hidden]) .panel svg')]"
                + ".map(svg =>"
                + " [...svg.querySelectorAll('text[text-anchor=end]')].map(t => t.textContent).join())).size").asInt());
        assertEquals(SyntheticSweep.D_STATES.length * SyntheticSweep.LENGTHS.length,
                count("#loss-by-position .plot:not([hidden]) .mark.line.dotted"));
    }

    @Test
    void pointingShowsNumbers() throws Exception {
        browser.evaluate("document.querySelector('#loss-by-position .panel').scrollIntoView({behavior: 'instant'})");
        browser.afterDrawing(); // scrolling hides what was pointed at before
        JsonNode ring = browser.evaluate("(() => { const r = document.querySelector('#loss-by-position .ring.mark')"
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
        assertTrue(first.startsWith("dState=32, S = 4,480, T = 16, seed 0: collapsed"), first);
        browser.pressKey("ArrowRight");
        assertNotEquals(first, said());
        browser.pressKey("Escape");
        assertEquals(0, browser.evaluate("[...document.querySelectorAll('button, select, input')]"
                + ".filter(e => e.tabIndex < 0 || !(e.textContent || e.labels && e.labels.length)).length").asInt());
    }

    @Test
    void legendHidesAndShows() throws Exception {
        int all = count("#training .mark:not(.hidden)");
        browser.evaluate("document.querySelector('#training .legend button').click()");
        assertTrue(count("#training .mark:not(.hidden)") < all);
        assertEquals("false", attribute("#training .legend button", "aria-pressed"));
        browser.evaluate("document.querySelector('#training .legend button').click()");
        assertEquals(all, count("#training .mark:not(.hidden)"));
    }

    @Test
    void chooserSwitchesPlots() throws Exception {
        String line = "document.querySelector('#loss-by-position .plot:not([hidden]) .mark.line.main')"
                + ".getAttribute('d')";
        String before = browser.evaluate(line).asText();
        choose("#loss-by-position", 1);
        assertNotEquals(before, browser.evaluate(line).asText());
        choose("#loss-by-position", 0);
        assertEquals(before, browser.evaluate(line).asText());
    }

    @Test
    void phoneNeedsNoSidewaysScrolling() throws Exception {
        browser.resize(PHONE, 844);
        assertEquals("", browser.evaluate("document.documentElement.scrollWidth <= " + PHONE + " ? '' :"
                + " [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, pre') &&"
                        + " e.getBoundingClientRect().right > " + PHONE + ")"
                + ".map(e => e.tagName + '.' + e.className.toString()).slice(0, 9).join()").asText(), "too wide");
        assertEquals(0, browser.evaluate("[...document.querySelectorAll('svg text.sign')].filter(text => {"
                + " const box = text.getBoundingClientRect(); const x = box.x + box.width / 2;"
                + " const cell = [...text.closest('svg').querySelectorAll('rect.strip')].map(r =>"
                        + " r.getBoundingClientRect())"
                + ".find(r => r.left <= x && x <= r.right && r.top <= box.bottom && box.top <= r.bottom);"
                + " return !cell || box.left < cell.left || box.right > cell.right; }).length").asInt(),
                "numbers that run over the edges of their cells");
        for (String part : List.of("header", "#sizes", "#placebo", "#loss-by-position", "#thresholds", "#outcomes",
                "#passkey",
                "#trials")) {
            browser.screenshot(part, pictures.resolve("phone-" + part.replace("#", "") + ".png"));
        }
    }

    @Test
    void everyPanelHasTicksOnAPhone() throws Exception {
        browser.resize(PHONE, 844);
        assertEquals("", browser
                .evaluate("[...document.querySelectorAll('.panel svg')].filter(svg => svg.querySelector('.frame'))"
                + ".filter(svg => ['middle', 'end'].some(anchor => svg.querySelectorAll('g text[text-anchor=' +"
                        + " anchor + ']"
                + ":not(.axis-title)').length < 2)).map(svg => svg.closest('section').id).join()").asText(),
                "figures with an axis of fewer than two ticks");
    }

    @Test
    void theLastColumnOfEveryTableCanBeReached() throws Exception {
        for (int width : new int[] {PHONE, 1366}) {
            browser.resize(width, 768);
            assertEquals("", browser.evaluate("[...document.querySelectorAll('.scroll')].filter(scroll => {"
                    + " scroll.scrollLeft = scroll.scrollWidth; const box = scroll.getBoundingClientRect();"
                    + " const last = scroll.querySelector('th:last-child').getBoundingClientRect();"
                            + " scroll.scrollLeft = 0;"
                    + " return box.left < 0 || box.right > " + width + " || last.right > box.right + 1; })"
                    + ".map(scroll => scroll.closest('section').id).join()").asText(), "tables at " + width + " px");
        }
    }

    @Test
    void nothingIsDrawnBeyondTheAxes() throws Exception {
        assertEquals("", browser
                .evaluate("[...document.querySelectorAll('.panel svg')].filter(svg => svg.querySelector('clipPath'))"
                + ".filter(svg => { const clip = svg.querySelector('clipPath rect');"
                + " const [left, top, bottom, right] ="
                        + " svg.querySelector('.frame').getAttribute('d').match(/[-\\d.]+/g).map(Number);"
                + " const at = name => Number(clip.getAttribute(name));"
                + " return at('x') !== left || at('y') !== top || Math.abs(at('x') + at('width') - right) > 1e-6"
                + " || Math.abs(at('y') + at('height') - bottom) > 1e-6"
                + " || svg.querySelectorAll('.mark').length !== svg.querySelectorAll('[clip-path] .mark').length; })"
                + ".map(svg => svg.closest('section').id).join()").asText());
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
        browser.evaluate("(() => { const s = document.querySelector('" + figure + " select'); s.selectedIndex = "
                + index
                + "; s.dispatchEvent(new Event('change')); })()");
    }

    private static String tip() throws Exception {
        return browser.evaluate("document.getElementById('tip').textContent").asText();
    }

    private static String said() throws Exception {
        return browser.evaluate("document.getElementById('said').textContent").asText();
    }
}
