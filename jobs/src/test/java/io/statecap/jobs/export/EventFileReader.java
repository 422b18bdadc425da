package io.statecap.jobs.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A strict reader of event files that shares no code with the writer: frames, checksums, and messages by field
 * number.
 */
final class EventFileReader {

    private EventFileReader() {}

    /** One message: values by field number, in the order of the file. */
    static final class Message {
        private final Map<Integer, List<Object>> fields = new TreeMap<>();

        Message(byte[] bytes) throws IOException {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                Object value = switch (WireFormat.getTagWireType(tag)) {
                    case WireFormat.WIRETYPE_VARINT -> in.readInt64();
                    case WireFormat.WIRETYPE_FIXED64 -> in.readDouble();
                    case WireFormat.WIRETYPE_FIXED32 -> in.readFloat();
                    case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
                    default -> throw new IOException("wire type of tag " + tag + " is not used by these messages");
                };
                fields.computeIfAbsent(WireFormat.getTagFieldNumber(tag), field -> new ArrayList<>()).add(value);
            }
        }

        boolean has(int field) {
            return fields.containsKey(field);
        }

        double number(int field) {
            return (Double) one(field);
        }

        float single(int field) {
            return (Float) one(field);
        }

        long integer(int field) {
            return has(field) ? (Long) one(field) : 0;
        }

        String text(int field) {
            return new String((byte[]) one(field), java.nio.charset.StandardCharsets.UTF_8);
        }

        Message message(int field) throws IOException {
            return new Message((byte[]) one(field));
        }

        List<Message> messages(int field) throws IOException {
            List<Message> messages = new ArrayList<>();
            for (Object bytes : fields.getOrDefault(field, List.of())) {
                messages.add(new Message((byte[]) bytes));
            }
            return messages;
        }

        private Object one(int field) {
            assertEquals(1, fields.getOrDefault(field, List.of()).size(), "values of field " + field);
            return fields.get(field).get(0);
        }
    }

    static List<Message> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Message> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertEquals(masked(length), bytes.getInt() & 0xffffffffL, "checksum of a length in " + file);
            byte[] data = new byte[Math.toIntExact(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong())];
            bytes.get(data);
            assertEquals(masked(data), bytes.getInt() & 0xffffffffL, "checksum of an event in " + file);
            events.add(new Message(data));
        }
        return events;
    }

    private static long masked(byte[] data) {
        CRC32C checksum = new CRC32C();
        checksum.update(data);
        long crc = checksum.getValue();
        return ((crc >>> 15 | crc << 17) + 0xa282ead8L) & 0xffffffffL;
    }
}
