package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line offers beside the work of its verbs. */
class VerbsTest {

    private static final Path QUICK = Path.of(System.getProperty("statecap.root", ".."), "conf", "quick.json");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "swep|there is no verb 'swep'; did you mean sweep? (see statecap --help)",
        "fti|there is no verb 'fti'; did you mean fit? (see statecap --help)",
        "xyz|there is no verb 'xyz' (see statecap --help)",
        "sweep x.json --overwrit|there is no option '--overwrit'; did you mean --overwrite? (see statecap sweep --help)",
        "probe --modle=m|there is no option '--modle'; did you mean --model? (see statecap probe --help)",
        "sweep x.json --json|Missing required argument(s): --dry-run (see statecap sweep --help)"
    })
    void aMisspeltWordGetsASuggestion(String words, String sentence) {
        CommandRun run = CommandRun.of((Object[]) words.split(" "));

        assertEquals(ExitCode.USAGE, run.code());
        assertEquals(List.of("statecap: " + sentence), run.complaints());
    }

    @Test
    void aDryRunIsThePlan() throws IOException {
        Path out = folder.resolve("out");
        Object[] options = {"--gflops", 20, "--executors", 2, "--cores", 3, "--memory", 4, "--set", "training.seed=5"};

        CommandRun plan = CommandRun.of(with("plan", options));
        CommandRun dry = CommandRun.of(with("sweep", options, "--dry-run", "--out", out));
        CommandRun dryJson = CommandRun.of(with("sweep", options, "--dry-run", "--json"));

        assertEquals(ExitCode.OK, dry.code(), dry.err());
        assertEquals(plan, dry);
        assertEquals(CommandRun.of(with("plan", options, "--json")), dryJson);
        assertTrue(dryJson.out().startsWith("{"), dryJson.out());
        assertFalse(Files.exists(out));
        assertEquals(ExitCode.USAGE, CommandRun.of("sweep", QUICK, "--dry-run", "--cores", 0).code());
    }

    private static Object[] with(String verb, Object[] options, Object... more) {
        return java.util.stream.Stream.of(new Object[] {verb, QUICK}, options, more).flatMap(java.util.Arrays::stream)
                .toArray();
    }

    /** Read by a real bash: what it would offer after a few letters. */
    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void theCompletionScriptCompletes(String shell) throws IOException, InterruptedException {
        CommandRun run = CommandRun.of("completion", shell);
        Path script = Files.writeString(folder.resolve("completion"), run.out());

        assertEquals(ExitCode.OK, run.code(), run.err());
        assertEquals("complete -o default -F _complete_statecap statecap\n",
                bash("source " + script + "; complete -p statecap"));
        assertEquals("sweep\n", bash("source " + script + "; COMP_WORDS=(statecap sw); COMP_CWORD=1;"
                + " _complete_statecap; echo \"${COMPREPLY[@]}\""));
        // Only within a completion is there a compopt.
        assertEquals("--retry-failed\n", bash("compopt() { :; }; source " + script + "; COMP_WORDS=(statecap sweep x --re);"
                + " COMP_CWORD=3; _complete_statecap; echo \"${COMPREPLY[@]}\""));
    }

    @Test
    void thereAreScriptsForTwoShells() {
        CommandRun run = CommandRun.of("completion", "fish");

        assertEquals(ExitCode.USAGE, run.code());
        assertTrue(run.err().contains("[bash, zsh]") && run.err().contains("'fish'"), run.err());
    }

    private static String bash(String command) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), said);
        return said;
    }
}
