package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {

    private static final Path CONF = Path.of(System.getProperty("statecap.root", ".."), "conf");

    @TempDir
    private Path folder;

    private static JsonNode plan(Object... arguments) throws IOException {
        CommandRun run = CommandRun.of(arguments);
        assertEquals(0, run.code(), run.err());
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void moreExecutorsTakeLessTime() throws IOException {
        Path quick = CONF.resolve("quick.json");

        JsonNode one = plan("plan", quick, "--gflops", 50, "--cores", 2, "--json");
        JsonNode four = plan("plan", quick, "--gflops", 50, "--cores", 2, "--executors", 4, "--json");

        double seconds = one.at("/totals/seconds").doubleValue();
        double longest = 0;
        for (JsonNode trial : one.get("trials")) {
            assertTrue(trial.get("fits").booleanValue());
            longest = Math.max(longest, trial.get("seconds").doubleValue());
        }
        assertEquals(Math.max(longest, seconds / 4), four.at("/totals/seconds").doubleValue(), 1e-9 * seconds);
        assertEquals(one.at("/totals/memory_bytes").longValue(), four.at("/totals/memory_bytes").longValue());
    }

    @Test
    void thePapersPlanSaysWhatItNeeds() {
        CommandRun small = CommandRun.of("plan", CONF.resolve("paper.json"), "--gflops", 1000, "--executors", 4,
                "--cores", 16, "--memory", 8);
        CommandRun large = CommandRun.of("plan", CONF.resolve("paper.json"), "--gflops", 1000, "--executors", 4,
                "--cores", 16, "--memory", 100_000);

        assertEquals(0, small.code(), small.err());
        assertTrue(small.out().contains("4 executors of 16 cores each"), small.out());
        assertTrue(small.out().contains("cannot run here: a trial may use 8.0 GiB, and the largest (")
                && small.out().contains("even with recomputation"), small.out());
        assertFalse(large.out().contains("cannot run here"), large.out());
        // The corpus is not there, and only ids depend on it.
        assertTrue(small.err().contains("preliminary"), small.err());
    }

    /** Of the official checkpoints, none of which is here: the paper's state sizes, and what probing them takes. */
    @Test
    void theOfficialCheckpointsPlanNeedsNoneOfThem() throws IOException {
        Path conf = CONF.resolve("probe-pretrained.json");
        CommandRun run = CommandRun.of("plan", conf, "--cores", 4, "--memory", 64, "--json");

        assertEquals(0, run.code(), run.err());
        JsonNode plan = new ObjectMapper().readTree(run.out());
        assertEquals(List.of(4_829_184L, 12_877_824L, 19_316_736L, 25_755_648L),
                plan.get("trials").findValues("state_size").stream().map(JsonNode::longValue).toList());
        assertEquals(List.of(128_989_632L, 368_346_624L, 780_161_280L, 1_343_757_312L),
                plan.get("trials").findValues("parameters").stream().map(JsonNode::longValue).toList());
        assertTrue(plan.get("rate_source").textValue().contains("forward passes"), run.out());
        for (String size : List.of("130m", "370m", "780m", "1.3b")) {
            assertEquals(1, run.complaints().stream().filter(line -> line.contains("checkpoints/mamba2-" + size))
                    .count(), run.err());
        }
        CommandRun small = CommandRun.of("plan", conf, "--gflops", 100, "--cores", 4, "--memory", 8);
        assertTrue(small.out().contains("cannot run here: a trial may use 8.0 GiB, and the largest"
                + " (checkpoint=checkpoints/mamba2-1.3b"), small.out());
    }

    @Test
    void recomputationDecidesWhatFits() throws IOException {
        String text = Files.readString(CONF.resolve("large.json"));
        Path never = Files.writeString(folder.resolve("never.json"),
                text.replace("\"threads\": 2", "\"threads\": 2, \"recompute\": \"never\""));

        JsonNode auto = plan("plan", CONF.resolve("large.json"), "--gflops", 50, "--cores", 2, "--memory", 5, "--json");
        JsonNode all = plan("plan", never, "--gflops", 50, "--cores", 2, "--memory", 5, "--json");

        assertTrue(auto.at("/trials/0/fits").booleanValue());
        assertFalse(all.at("/trials/0/fits").booleanValue());
        assertEquals(auto.at("/trials/0/memory_bytes"), all.at("/trials/0/memory_bytes"));
    }

    @Test
    void impossibleMachinesAreRefused() {
        for (String[] bad : new String[][] {{"--executors", "0"}, {"--cores", "0"}, {"--memory", "-1"},
            {"--gflops", "0"}}) {
            CommandRun run = CommandRun.of("plan", CONF.resolve("quick.json"), bad[0], bad[1]);
            assertEquals(2, run.code());
            assertTrue(run.err().contains(bad[0] + " is " + bad[1]), run.err());
        }
    }
}
