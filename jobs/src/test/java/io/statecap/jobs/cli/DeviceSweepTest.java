package io.statecap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.engine.FakeDevices;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on a machine with GPUs, which are made up and compute on the CPU. */
class DeviceSweepTest {

    private static final String SWEEP = """
            {"name": "shared",
             "model": {"dModel": 8, "layers": 1, "dState": 4, "headDim": 8},
             "data": {"kind": "recall", "keys": 16, "values": 8},
             "training": {"length": 16, "tokens": 2048, "batchTokens": 256, "seed": [0, 1, 2, 3, 4, 5]},
             "probe": {"length": 64, "sequences": 2},
             "criterion": {"slice": "all"}, "execution": {"trialsPerDevice": 2}}
            """;

    @TempDir
    private Path folder;
    private Path sweep;

    @BeforeEach
    void write() throws IOException {
        sweep = Files.writeString(folder.resolve("sweep.json"), SWEEP);
    }

    @AfterEach
    void noDevices() {
        System.clearProperty(FakeDevices.DEVICES);
        System.clearProperty(FakeDevices.BROKEN);
    }

    private CommandRun run(String out, String... more) {
        Object[] words = new Object[6 + more.length];
        Object[] always = {"sweep", sweep, "--out", folder.resolve(out), "--master", "local[*]"};
        System.arraycopy(always, 0, words, 0, always.length);
        System.arraycopy(more, 0, words, always.length, more.length);
        return CommandRun.of(words);
    }

    private List<TrialRow> trials(String out) throws IOException {
        return ResultsDirectory.local(folder.resolve(out)).read(Table.TRIALS);
    }

    private static Set<String> devices(List<TrialRow> trials) {
        return trials.stream().map(TrialRow::device).collect(Collectors.toSet());
    }

    @Test
    void trialsSpreadOverAllDevicesAndHaveTheIdsAndNumbersOfTheCpu() throws IOException {
        System.setProperty(FakeDevices.DEVICES, "2");
        assertEquals(0, run("gpu").code());
        CommandRun cpu = run("cpu", "--set", "execution.engine=cpu");
        assertEquals(0, cpu.code(), cpu.err());

        List<TrialRow> trials = trials("gpu");
        assertEquals(Set.of("Made-up device 0", "Made-up device 1"), devices(trials));
        for (TrialRow trial : trials) {
            assertEquals("cuda", trial.engine());
            assertEquals(null, trial.vectorBits());
            assertEquals("float32", trial.precision());
        }
        TrialRow onCpu = trials("cpu").get(0);
        assertEquals("cpu", onCpu.engine());
        assertTrue(onCpu.vectorBits() >= Float.SIZE && !onCpu.device().isBlank());
        assertEquals(trials.stream().map(TrialRow::trialId).toList(),
                trials("cpu").stream().map(TrialRow::trialId).toList());
        assertEquals(ResultsDirectory.local(folder.resolve("gpu")).read(Table.CURVES),
                ResultsDirectory.local(folder.resolve("cpu")).read(Table.CURVES));
    }

    @Test
    void trialsOfADeviceThatFailsAreTriedOnAnother() throws IOException {
        System.setProperty(FakeDevices.DEVICES, "2");
        System.setProperty(FakeDevices.BROKEN, "0");

        CommandRun run = run("out");

        assertEquals(0, run.code(), run.err());
        assertEquals(Set.of("Made-up device 1"), devices(trials("out")));
        assertTrue(trials("out").stream().anyMatch(trial -> trial.attempts() == 2), "nothing was tried on device 0");
    }

    @Test
    void aTrialThatAllDevicesFailIsARow() throws IOException {
        System.setProperty(FakeDevices.DEVICES, "1");
        System.setProperty(FakeDevices.BROKEN, "0");

        CommandRun run = run("out", "--set", "training.seed=0");

        assertEquals(3, run.code(), run.err());
        TrialRow trial = trials("out").get(0);
        assertTrue(trial.error().startsWith("given up after 2 attempts: DeviceException: device 0 fell off the bus"),
                trial.error());
    }

    @Test
    void withoutAGpuCudaIsOneSentenceAndAutoSaysNothing() throws IOException {
        CommandRun cuda = run("out", "--set", "execution.engine=cuda");
        assertEquals(2, cuda.code());
        assertEquals(1, cuda.complaints().size(), cuda.err());
        assertTrue(cuda.err().startsWith("statecap: $.execution.engine is \"cuda\", but no GPU can be used here: looked for "),
                cuda.err());
        assertFalse(Files.exists(folder.resolve("out")));

        CommandRun auto = run("out", "--set", "training.seed=0");
        assertEquals(0, auto.code(), auto.err());
        assertFalse(auto.err().toLowerCase(java.util.Locale.ROOT).matches("(?s).*(gpu|cuda|device).*"), auto.err());
        assertEquals("cpu", trials("out").get(0).engine());
    }

    @Test
    void otherArithmeticsNeedAGpuAndAreOtherTrials() throws IOException {
        CommandRun without = run("out", "--set", "training.precision=tf32");
        assertEquals(2, without.code());
        assertTrue(without.err().contains("$.training.precision is \"tf32\", which needs a GPU"), without.err());
        CommandRun onCpu = run("out", "--set", "training.precision=bf16", "--set", "execution.engine=cpu");
        assertEquals(2, onCpu.code());
        assertTrue(onCpu.err().contains("$.training.precision is \"bf16\", but must be \"float32\" where"
                + " $.execution.engine is \"cpu\""), onCpu.err());
        assertFalse(Files.exists(folder.resolve("out")));

        System.setProperty(FakeDevices.DEVICES, "1");
        CommandRun both = run("out", "--set", "training.precision=float32,tf32", "--set", "training.seed=0");
        assertEquals(0, both.code(), both.err());
        assertEquals(Set.of("float32", "tf32"), trials("out").stream().map(TrialRow::precision)
                .collect(Collectors.toSet()));
        assertEquals(2, trials("out").stream().map(TrialRow::trialId).distinct().count());
    }

    /** Which is the engine's, on the device it has figures of. */
    @Test
    void withoutAGpuItsPlanIsAnEstimate() throws IOException {
        for (String set : List.of("training.precision=bf16", "execution.engine=cuda")) {
            CommandRun run = CommandRun.of("plan", sweep, "--set", set, "--json");
            assertEquals(0, run.code(), run.err());
            JsonNode plan = new ObjectMapper().readTree(run.out());
            assertEquals("Made-up reference", plan.at("/device/device").textValue());
            // Two share the device.
            assertEquals(FakeDevices.RATE / 2, plan.get("flops_per_second").doubleValue());
            assertTrue(plan.get("rate_source").textValue().startsWith("an estimate"), run.out());
            JsonNode trial = plan.at("/trials/0");
            assertEquals(trial.get("flops").doubleValue() / FakeDevices.RATE * 2, trial.get("seconds").doubleValue(),
                    1e-12);
            assertEquals(3 * trial.get("seconds").doubleValue(), plan.at("/totals/seconds").doubleValue(), 1e-9);
        }
        CommandRun text = CommandRun.of("plan", sweep, "--set", "training.precision=bf16");
        assertTrue(text.out().contains(" on 1 GPU\nengine cuda on Made-up reference (1.0 GiB; this machine has none): up"
                + " to 256 MiB of GPU memory a trial, 2 side by side on each GPU, 0.0 GPU hours together\n"), text.out());
    }

    @Test
    void fitSaysWhenEnginesAreMixed() {
        System.setProperty(FakeDevices.DEVICES, "1");
        assertEquals(0, run("out", "--set", "training.seed=0").code());
        assertFalse(CommandRun.of("fit", folder.resolve("out")).err().contains("engines"));
        assertEquals(0, run("out", "--set", "training.seed=0,1", "--set", "execution.engine=cpu").code());

        CommandRun fit = CommandRun.of("fit", folder.resolve("out"));
        assertEquals(0, fit.code());
        assertTrue(fit.err().contains("computed by several engines (cpu 1, cuda 1)"), fit.err());
    }

    @Test
    void aPlanSaysEngineMemoryAndHowManyRunSideBySide() throws IOException {
        System.setProperty(FakeDevices.DEVICES, "2");
        CommandRun text = CommandRun.of("plan", sweep, "--gflops", "10");
        assertTrue(text.out().contains("engine cuda on Made-up device 0 (1.0 GiB): up to 256 MiB of GPU memory a trial,"
                + " 2 side by side on each GPU"), text.out());

        CommandRun chosen = CommandRun.of("plan", sweep, "--gflops", "10", "--set", "execution.trialsPerDevice=0",
                "--json");
        JsonNode plan = new ObjectMapper().readTree(chosen.out());
        assertEquals("cuda", plan.get("engine").textValue());
        // As many as have room in nine tenths of a GiB.
        assertEquals(3, plan.get("device").get("trials_per_device").intValue());
        assertEquals(FakeDevices.BYTES / 4, plan.get("trials").get(0).get("memory_bytes").longValue());

        System.clearProperty(FakeDevices.DEVICES);
        CommandRun elsewhere = CommandRun.of("plan", sweep, "--gflops", "10", "--set", "execution.engine=cuda");
        assertTrue(elsewhere.out().contains("engine cuda on Made-up reference (1.0 GiB; this machine has none)"),
                elsewhere.out());
        assertEquals("cpu", new ObjectMapper().readTree(CommandRun.of("plan", sweep, "--gflops", "10", "--json").out())
                .get("engine").textValue());
    }
}
