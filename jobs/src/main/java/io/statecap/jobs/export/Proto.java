package io.statecap.jobs.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.io.function.IOConsumer;

/** One protocol-buffer message put together field by field, with the numbers of its definition. */
final class Proto {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private Proto add(IOConsumer<CodedOutputStream> field) {
        try {
            field.accept(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
        return this;
    }

    Proto number(int field, double value) {
        return add(to -> to.writeDouble(field, value));
    }

    Proto single(int field, float value) {
        return add(to -> to.writeFloat(field, value));
    }

    Proto integer(int field, long value) {
        return add(to -> to.writeInt64(field, value));
    }

    Proto flag(int field, boolean value) {
        return add(to -> to.writeBool(field, value));
    }

    Proto text(int field, String value) {
        return add(to -> to.writeString(field, value));
    }

    Proto message(int field, Proto value) {
        return bytes(field, value.toBytes());
    }

    Proto bytes(int field, byte[] value) {
        return add(to -> to.writeBytes(field, ByteString.copyFrom(value)));
    }

    byte[] toBytes() {
        add(CodedOutputStream::flush);
        return bytes.toByteArray();
    }
}
