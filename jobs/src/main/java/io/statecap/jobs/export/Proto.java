package io.statecap.jobs.export;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** One protocol-buffer message put together field by field, with the numbers of its definition. */
final class Proto {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** @param value a double, float, long, boolean, text, bytes or message */
    Proto put(int field, Object value) {
        try {
            if (value instanceof Double number) {
                out.writeDouble(field, number);
            } else if (value instanceof Float number) {
                out.writeFloat(field, number);
            } else if (value instanceof Long number) {
                out.writeInt64(field, number);
            } else if (value instanceof Boolean flag) {
                out.writeBool(field, flag);
            } else if (value instanceof String text) {
                out.writeString(field, text);
            } else {
                out.writeByteArray(field, value instanceof Proto message ? message.toBytes() : (byte[]) value);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
    }

    byte[] toBytes() {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
        return bytes.toByteArray();
    }
}
