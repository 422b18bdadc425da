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

    private static final String VERSION = "brain.Event:2";
    // Event
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    // Summary and Summary.Value
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SIMPLE_VALUE = 2;
    private static final int TENSOR = 8;
    private static final int METADATA = 9;
    // SummaryMetadata and its PluginData
    private static final int PLUGIN_DATA = 1;
    private static final int PLUGIN_NAME = 1;
    private static final int PLUGIN_CONTENT = 2;
    // HParamsPluginData, SessionStartInfo and SessionEndInfo; version 0 is the default of proto3 and is not written
    private static final int SESSION_START = 3;
    private static final int SESSION_END = 4;
    private static final int HPARAMS = 1;
    private static final int GROUP_NAME = 4;
    private static final int START_SECONDS = 5;
    private static final int STATUS = 1;
    private static final int END_SECONDS = 2;
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;
    // google.protobuf.Value
    private static final int NUMBER = 2;
    private static final int STRING = 3;
    private static final int BOOL = 4;

    // A checksum's mask
    private static final int MASK = 0xa282ead8;
    private static final int ROTATION = 15;

    private EventFile() {}

    /** @param folder folder of the run, which is there and empty */
    static void write(Path folder, String run, TrialRow trial, Map<String, List<TrialMetrics.Point>> metrics)
            throws IOException {
        String name = "events.out.tfevents." + trial.startedAt().getEpochSecond() + "." + trial.trialId();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            write(out, event(trial.startedAt()).text(FILE_VERSION, VERSION).toBytes());
            write(out, hparams(trial.startedAt(), "_hparams_/session_start_info", SESSION_START, start(run, trial)));
            for (Map.Entry<String, List<TrialMetrics.Point>> series : metrics.entrySet()) {
                for (TrialMetrics.Point point : series.getValue()) {
                    Proto value = new Proto().text(TAG, series.getKey()).single(SIMPLE_VALUE, (float) point.value());
                    write(out, event(point.at()).integer(STEP, point.step())
                            .message(SUMMARY, new Proto().message(VALUE, value)).toBytes());
                }
            }
            Instant end = trial.finishedAt() == null ? trial.startedAt() : trial.finishedAt();
            long status = "ok".equals(trial.status()) ? SUCCESS : FAILURE;
            write(out, hparams(end, "_hparams_/session_end_info", SESSION_END,
                    new Proto().integer(STATUS, status).number(END_SECONDS, seconds(end))));
        }
    }

    private static Proto event(Instant at) {
        return new Proto().number(WALL_TIME, seconds(at));
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    private static Proto start(String run, TrialRow trial) {
        Proto start = new Proto();
        for (Map.Entry<String, JsonNode> setting : TrialSettings.of(trial).entrySet()) {
            JsonNode value = setting.getValue();
            Proto held = value.isNumber() ? new Proto().number(NUMBER, value.asDouble())
                    : value.isBoolean() ? new Proto().flag(BOOL, value.asBoolean())
                    : new Proto().text(STRING, value.asText());
            // An entry of a map is a message of key (1) and value (2).
            start.message(HPARAMS, new Proto().text(1, setting.getKey()).message(2, held));
        }
        return start.text(GROUP_NAME, run).number(START_SECONDS, seconds(trial.startedAt()));
    }

    /** Readers of this plug-in want some tensor beside its content: here one zero, a float of shape [1]. */
    private static byte[] hparams(Instant at, String tag, int kind, Proto content) {
        Proto plugin = new Proto().text(PLUGIN_NAME, "hparams")
                .message(PLUGIN_CONTENT, new Proto().message(kind, content));
        Proto zero = new Proto().integer(1, 1).message(2, new Proto().message(2, new Proto().integer(1, 1)))
                .bytes(5, new byte[] {0, 0, 0, 0});
        return event(at).message(SUMMARY, new Proto().message(VALUE, new Proto().text(TAG, tag)
                .message(TENSOR, zero).message(METADATA, new Proto().message(PLUGIN_DATA, plugin)))).toBytes();
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
