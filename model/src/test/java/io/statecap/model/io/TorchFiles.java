package io.statecap.model.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes small files as PyTorch saves them, and pickles that it would never make. */
final class TorchFiles {

    private TorchFiles() {}

    /** A zip of stored files. */
    static byte[] zip(Map<String, byte[]> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                CRC32 crc = new CRC32();
                crc.update(file.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    static byte[] zip(byte[] pickle, Map<String, byte[]> storages) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("archive/data.pkl", pickle);
        storages.forEach((key, content) -> files.put("archive/data/" + key, content));
        return zip(files);
    }

    static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    /** Instructions of a pickle, chained; named as in Python's pickletools. */
    static final class Pickle {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle op(int... bytes) {
            for (int one : bytes) {
                out.write(one);
            }
            return this;
        }

        Pickle ascii(String text) {
            out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Pickle text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            op('X');
            littleEndian(utf8.length, 4);
            out.writeBytes(utf8);
            return this;
        }

        Pickle integer(long value) {
            return op(0x8a, 8).littleEndian(value, 8);
        }

        private Pickle littleEndian(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                out.write((int) (value >> 8 * i));
            }
            return this;
        }

        Pickle global(String module, String name) {
            return ascii("c" + module + "\n" + name + "\n");
        }

        Pickle integers(long... values) {
            op('(');
            for (long value : values) {
                integer(value);
            }
            return op('t');
        }

        Pickle storage(String type, String key, long elements) {
            return op('(').text("storage").global("torch", type).text(key).text("cpu").integer(elements).op('t', 'Q');
        }

        /** A tensor on the stack, of a FloatStorage. */
        Pickle tensor(String key, long elements, long offset, long[] size, long[] stride) {
            return global("torch._utils", "_rebuild_tensor_v2").op('(').storage("FloatStorage", key, elements)
                    .integer(offset).integers(size).integers(stride).op(0x89)
                    .global("collections", "OrderedDict").op(')', 'R', 't', 'R');
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    static Pickle pickle() {
        return new Pickle().op(0x80, 2);
    }

    /** The pickle of a dict of one tensor "x". */
    static byte[] one(long elements, long offset, long[] size, long[] stride) {
        return pickle().op('}').text("x").tensor("0", elements, offset, size, stride).op('s', '.').bytes();
    }
}
