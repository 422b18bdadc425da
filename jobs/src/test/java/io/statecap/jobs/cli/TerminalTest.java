package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.text.Count;
import io.statecap.analysis.view.Document;
import io.statecap.jobs.cli.output.MessageStream;
import io.statecap.jobs.cli.output.ResultStream;
import io.statecap.jobs.experiment.corpus.InputFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a terminal shows, and what becomes of results that cannot be shown. */
class TerminalTest {

    private static final Document TEXT = new Document()
            .paragraph("T_train: a sentence that is wrapped where the text of a wide terminal ends, as all the prose of"
                    + " fit is; the words go on here.")
            .gap().heading("Thresholds of recall (tokens; - is open)")
            .table(List.of(List.of("size", "S", "longest collapsing", "shortest healthy"),
                    List.of("layers=1", "1216", "-", "32"), List.of("layers=2", "2432", "64", "128")))
            .note("A note that has to be broken at forty columns of a terminal, or not.");

    @TempDir
    private Path folder;

    @Test
    void proseIsWrappedAlsoOnAWideTerminal() {
        String wide = String.join("\n",
                "T_train: a sentence that is wrapped where the text of a wide terminal ends, as all the prose of",
                "fit is; the words go on here.",
                "",
                "Thresholds of recall (tokens; - is open)",
                "size         S  longest collapsing  shortest healthy",
                "layers=1  1216                   -                32",
                "layers=2  2432                  64               128",
                "- A note that has to be broken at forty columns of a terminal, or not.",
                "");
        assertEquals(wide, TEXT.text(98));
        assertEquals(wide, TEXT.toString());
    }

    @Test
    void paragraphsAreWrappedAndTablesStacked() {
        assertEquals(String.join("\n",
                "T_train: a sentence that is wrapped",
                "where the text of a wide terminal ends,",
                "as all the prose of fit is; the words go",
                "on here.",
                "",
                "Thresholds of recall (tokens; - is open)",
                "size         S  longest collapsing",
                "layers=1  1216                   -",
                "layers=2  2432                  64",
                "",
                "size      shortest healthy",
                "layers=1                32",
                "layers=2               128",
                "- A note that has to be broken at forty",
                "  columns of a terminal, or not.",
                ""), TEXT.text(40));
    }

    @Test
    void blocksOfATableRepeatWhatSetsRowsApart() {
        String text = new Document().table(List.of(List.of("method", "law", "value", "interval", "n"),
                List.of("joint", "linear", "1", "[0.12, 4.25]", "9"),
                List.of("joint", "power", "2", "[0.12, 4.25]", "9"))).text(30);
        assertEquals(3, text.lines().filter(line -> line.startsWith("method  law")).count(), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 30), text);
    }

    @Test
    void localPathsAreShownAsPeopleWriteThem() {
        Path here = Path.of("").toAbsolutePath();
        assertEquals("in results/quick, not /elsewhere/x or s3a://bucket/x", MessageStream.plain("in file:" + here
                + "/results/quick, not file:/elsewhere/x or s3a://bucket/x"));
        assertEquals("in results/quick", MessageStream.plain("in file://" + here + "/results/quick"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Broken pipe"})
    void lostResultsAreSaidUnlessNobodyReadsOn(String reason) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ResultStream(failing(reason)), new PrintStream(err), () -> 0, () -> 0);
        int code = StatecapCommand.run(console, "--version");
        boolean quiet = reason.equals("Broken pipe");
        assertEquals(quiet ? 0 : 2, code);
        assertEquals(quiet ? "" : "statecap: the results could not be printed: No space left on device.\n",
                err.toString(StandardCharsets.UTF_8));
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    @Test
    void examplesOfHelpStandAsTheyWereWritten() {
        String all = CommandRun.of("--help").out();
        List<String> verbs = List.of("plan", "sweep", "train", "score", "corpus", "probe", "fit", "report", "compare",
                "export", "query", "completion");
        for (String verb : verbs) {
            assertTrue(all.contains("  " + verb + " "), all);
            String help = CommandRun.of(verb, "--help").out();
            assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
            List<String> examples = help.lines().dropWhile(line -> !line.startsWith("Example")).skip(1).toList();
            assertFalse(examples.isEmpty(), verb);
            boolean goesOn = false;
            for (String line : examples) {
                assertTrue(goesOn ? line.startsWith("    ") : line.matches("  (source <\\()?(bin/)?statecap .*"), line);
                goesOn = line.endsWith(" \\");
            }
        }
    }

    @Test
    void formatsReadAlikeInHelpAndCompletion() {
        List<String> names = Arrays.stream(CorpusCommand.Format.values()).map(Enum::name).toList();
        assertEquals(Arrays.stream(InputFormat.values()).map(Enum::name).toList(),
                names.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
        String formats = String.join(", ", names);
        assertTrue(CommandRun.of("corpus", "--help").out().replaceAll("\\s+", " ").contains(formats));
        assertTrue(CommandRun.of("completion", "bash").out().contains("\"" + String.join("\" \"", names) + "\""));
        assertEquals(2, CommandRun.of("corpus", "x", "--out", "y", "--format", "csv").code());
        assertTrue(CommandRun.of("corpus", "x", "--out", "y", "--format", "csv").err().contains(formats));
    }

    @Test
    void oneIsSingular() {
        assertEquals("1 trial", Count.of(1, "trial"));
        assertEquals("0 trials", Count.of(0, "trial"));
        assertEquals("2 trials", Count.of(2, "trial"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 1} // comment", "{\"a\": NaN}", "{\"name\": \"x\"} {}", "{'a': 1}", "[1, 2,]", "/* */"})
    void noSettingOfTheParserIsShown(String json) throws IOException {
        Path file = Files.writeString(folder.resolve("c.json"), json);
        for (String[] arguments : List.of(new String[] {"plan", file.toString()},
                new String[] {"score", "--model", folder.toString(), "--tokens", file.toString()})) {
            CommandRun run = CommandRun.of((Object[]) arguments);
            assertEquals(2, run.code());
            assertFalse(run.err().matches("(?s).*([A-Z]+_[A-Z]+|Feature|Constraints).*"), run.err());
        }
    }

    @Test
    void badArgumentsAreRefusedInWords() {
        CommandRun colon = CommandRun.of("fit", "12:30");
        assertEquals(2, colon.code());
        assertEquals("statecap: '12:30' names no file or folder: what stands before a colon names a file system. For a"
                + " local name with a colon write ./12:30.\n", colon.err());
        assertEquals(2, CommandRun.of("corpus", folder, "--out", "12:30").code());
        assertTrue(CommandRun.of("fit", folder.resolve("12:30")).err().contains("12:30 is not a results directory"));
        assertEquals("statecap: compare needs two different results directories or more, but is given " + folder + ".\n",
                CommandRun.of("compare", folder).err());
    }
}
