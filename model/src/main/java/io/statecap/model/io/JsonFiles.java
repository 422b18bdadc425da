package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Small JSON files of a model directory. */
final class JsonFiles {

    private JsonFiles() {}

    /** @throws CheckpointFormatException where there is no such file, it is larger than {@code most}, or no object */
    static JsonNode read(Path file, int most) throws IOException {
        try (FileBytes bytes = FileBytes.open(file)) {
            if (bytes.size() > most) {
                throw new CheckpointFormatException(file + " has " + bytes.size() + " bytes; at most " + most
                        + " are allowed");
            }
            ByteBuffer content = bytes.slice(0, (int) bytes.size());
            if (content.remaining() > 2 && content.get(0) == (byte) 0xef && content.get(1) == (byte) 0xbb
                    && content.get(2) == (byte) 0xbf) {
                // A byte order mark, with which some editors begin every file.
                content.position(3);
            }
            return CheckpointJson.tree(file.toString(), content);
        }
    }
}
