package io.statecap.jobs.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.table.TrainingRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.export.EventFileReader.Message;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.TrialRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardExportTest {

    @TempDir
    private Path folder;

    private List<Message> exported(TrialRow trial, List<TrainingRow> training) throws IOException {
        ResultsDirectory results = ResultsDirectory.local(folder.resolve("results"));
        results.writeTrial(TrialRows.of(trial, training));
        Path runs = folder.resolve("runs");
        TensorBoardExport.write(new ExportedTrials(results, damage -> {
            throw new IllegalStateException(damage);
        }), runs, false);
        try (Stream<Path> files = Files.walk(runs)) {
            List<Path> events = files.filter(Files::isRegularFile).toList();
            assertEquals(1, events.size());
            assertEquals("S=1408_T=64_seed=3_0123abcd", runs.relativize(events.get(0)).getName(0).toString());
            assertTrue(events.get(0).getFileName().toString().startsWith("events.out.tfevents.1767323045."));
            return EventFileReader.read(events.get(0));
        }
    }

    @Test
    void eventsHoldEveryValue() throws IOException {
        TrialRow trial = TrialMetricsTest.trial("0123abcd", "", 64);
        List<TrainingRow> training = new ArrayList<>();
        for (int step = 1; step <= 300; step++) {
            training.add(new TrainingRow("0123abcd", step, 64L * step, step == 7 ? Double.NaN : 5.0 / step, 1.5,
                    1e-4 * step));
        }

        List<Message> events = exported(trial, training);

        assertEquals("brain.Event:2", events.get(0).text(3));
        Map<String, Map<Long, Float>> scalars = new HashMap<>();
        for (Message event : events) {
            assertTrue(event.number(1) >= 1767323045.0 && event.number(1) <= 1767323058.0, "wall time "
                    + event.number(1));
            for (Message value : event.has(5) ? event.message(5).messages(1) : List.<Message>of()) {
                if (value.has(2)) {
                    scalars.computeIfAbsent(value.text(1), tag -> new HashMap<>()).put(event.integer(2),
                            value.single(2));
                }
            }
        }
        assertEquals(300, scalars.get("training/loss").size());
        training.forEach(row -> {
            assertEquals((float) row.loss(), scalars.get("training/loss").get(row.step()));
            assertEquals((float) row.learningRate(), scalars.get("training/learning_rate").get(row.step()));
            assertEquals(1.5f, scalars.get("training/grad_norm").get(row.step()));
        });
        assertEquals(2.75f, scalars.get("result/worst_loss").get(0L));
    }

    @Test
    void hyperParametersAreThoseOfTheTrial() throws IOException {
        TrialRow plain = TrialMetricsTest.trial("0123abcd", "", 64);
        String config = "{\"model\":{\"dState\":8,\"initA\":[0.5,1],\"tied\":true},\"data\":{\"kind\":\"recall\"}}";
        TrialRow trial = new TrialRow(plain.trialId(), plain.sweep(), plain.dataset(), "", 32, 2, 16, 2, 8, 1408L, 99L,
                64, 3L,
                0.005, 100L, null, null, null, null, null, "failed", "Loss is NaN.", 1, null, null, null, 1, "host",
                "1",
                plain.startedAt(), null, config, null, null, null, null);

        Map<String, Message> plugin = new HashMap<>();
        for (Message event : exported(trial, List.of())) {
            for (Message value : event.has(5) ? event.message(5).messages(1) : List.<Message>of()) {
                assertFalse(value.has(2), "a failed trial without steps has no scalar");
                Message data = value.message(9).message(1);
                assertEquals("hparams", data.text(1));
                assertTrue(value.has(8), "readers want a tensor");
                plugin.put(value.text(1), data.message(2));
            }
        }

        Map<String, Object> found = new HashMap<>();
        Message start = plugin.get("_hparams_/session_start_info").message(3);
        for (Message entry : start.messages(1)) {
            Message value = entry.message(2);
            found.put(entry.text(1), value.has(2) ? (Object) value.number(2) : value.has(4)
                    ? (Object) (value.integer(4) == 1)
                    : value.text(3));
        }
        assertEquals(Map.of("state_size", 1408.0, "parameters", 99.0, "model.dState", 8.0, "model.initA", "[0.5,1]",
                "model.tied", true, "data.kind", "recall"), found);
        assertEquals(2, plugin.get("_hparams_/session_end_info").message(4).integer(1), "status failure");
    }
}
