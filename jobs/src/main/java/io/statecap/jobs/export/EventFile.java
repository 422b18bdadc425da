package io.statecap.jobs.export;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.analysis.table.TrialRow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * One trial as a TensorBoard event file: TensorFlow's {@code Event} and {@code Summary} messages (event.proto,
 * summary.proto) and, for the table of hyper-parameters, TensorBoard's {@code HParamsPluginData} (plugin_data.proto,
 * api.proto). The few fields that are needed are written by number: no maintained library of a fitting size has them.
 */
final class EventFile {

    /** Of the names of such files. */
    static final String PREFIX = "events.out.tfevents.";

    // Fields by number:
    // Event: 1 wall_time, 2 step, 3 file_version, 5 summary. Summary: 1 value.
    // Summary.Value: 1 tag, 2 simple_value, 8 tensor, 9 metadata. SummaryMetadata: 1 plugin_data.
    // PluginData: 1 plugin_name, 2 content. HParamsPluginData: 3 session_start_info, 4 session_end_info; its version 0
    // is the default of proto3 and is not written.
    // SessionStartInfo: 1 hparams, 4 group_name, 5 start_time_secs. SessionEndInfo: 1 status, 2 end_time_secs.
    // google.protobuf.Value: 2 number_value, 3 string_value, 4 bool_value.
    private static final int SESSION_START = 3;
    private static final int SESSION_END = 4;
    private static final long SUCCESS = 1;
    private static final long FAILURE = 2;

    // A checksum's mask
    private static final int MASK = 0xa282ead8;
    private static final int ROTATION = 15;

    private EventFile() {}

    /** @param folder folder of the run, which is there */
    static void write(Path folder, ExportedTrials.Run run) throws IOException {
        TrialRow trial = run.trial();
        String name = PREFIX + trial.startedAt().getEpochSecond() + "." + trial.trialId();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            write(out, event(trial.startedAt()).put(3, "brain.Event:2").toBytes());
            write(out, hparams(trial.startedAt(), "_hparams_/session_start_info", SESSION_START, start(run)));
            for (Map.Entry<String, List<TrialMetrics.Point>> series : run.metrics().entrySet()) {
                for (TrialMetrics.Point point : series.getValue()) {
                    Proto value = new Proto().put(1, series.getKey()).put(2, (float) point.value());
                    write(out, event(point.at()).put(2, point.step())
                            .put(5, new Proto().put(1, value)).toBytes());
                }
            }
            Instant end = trial.finishedAt() == null ? trial.startedAt() : trial.finishedAt();
            long status = "ok".equals(trial.status()) ? SUCCESS : FAILURE;
            write(out, hparams(end, "_hparams_/session_end_info", SESSION_END,
                    new Proto().put(1, status).put(2, seconds(end))));
        }
    }

    private static Proto event(Instant at) {
        return new Proto().put(1, seconds(at));
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    private static Proto start(ExportedTrials.Run run) throws IOException {
        Proto start = new Proto();
        for (Map.Entry<String, JsonNode> setting : run.settings().entrySet()) {
            JsonNode value = setting.getValue();
            Proto held = value.isNumber() ? new Proto().put(2, value.asDouble())
                    : value.isBoolean() ? new Proto().put(4, value.asBoolean()) : new Proto().put(3, value.asText());
            // An entry of a map is a message of key (1) and value (2).
            start.put(1, new Proto().put(1, setting.getKey()).put(2, held));
        }
        return start.put(4, run.name()).put(5, seconds(run.trial().startedAt()));
    }

    /** Readers of this plug-in want some tensor beside its content: here one zero, a float of shape [1]. */
    private static byte[] hparams(Instant at, String tag, int kind, Proto content) {
        Proto plugin = new Proto().put(1, "hparams")
                .put(2, new Proto().put(kind, content));
        Proto zero = new Proto().put(1, 1L).put(2, new Proto().put(2, new Proto().put(1, 1L)))
                .put(5, new byte[] {0, 0, 0, 0});
        return event(at).put(5, new Proto().put(1, new Proto().put(1, tag)
                .put(8, zero).put(9, new Proto().put(1, plugin)))).toBytes();
    }

    /**
     * TensorFlow's record framing: length (8 bytes, little-endian), masked CRC-32C of those, data, masked CRC-32C of
     * the data. The mask keeps a checksum of data that hold checksums from being weak; see "TFRecord" in TensorFlow's
     * guide.
     */
    private static void write(OutputStream out, byte[] data) throws IOException {
        byte[] length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
        out.write(length);
        out.write(maskedChecksum(length));
        out.write(data);
        out.write(maskedChecksum(data));
    }

    private static byte[] maskedChecksum(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        int masked = Integer.rotateRight((int) checksum.getValue(), ROTATION) + MASK;
        return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
    }
}
