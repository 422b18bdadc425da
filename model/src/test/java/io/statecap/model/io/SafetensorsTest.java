package io.statecap.model.io;

import static io.statecap.model.io.SafetensorsBytes.raw;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

    private static final float[] FLOATS = {0f, -0f, 1.5f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY};

    @TempDir
    Path dir;

    @Test
    void whatIsWrittenIsReadBackFromAFileAStreamAndAnArray() throws IOException {
        byte[] bytes = SafetensorsBytes.of(writer());
        Path file = Files.write(dir.resolve("model.safetensors"), bytes);
        try (var mapped = SafetensorsFile.open(file)) {
            checkContent(mapped);
        }
        checkContent(SafetensorsFile.of(bytes, "array"));
        checkContent(SafetensorsFile.read(new ByteArrayInputStream(bytes), "stream"));
    }

    private static void checkContent(SafetensorsFile file) throws IOException {
        assertEquals(Map.of("format", "pt", "schön", "\"ü\"\n"), file.metadata());
        assertEquals(Shape.of(2, 3), file.shape("b.weight"));
        assertArrayEquals(bits(FLOATS), bits(file.read("b.weight")));
        float[] slice = {7, 7, 7, 7};
        file.read("b.weight", 2, slice, 1, 2);
        assertArrayEquals(new float[] {7, 1.5f, Float.MIN_VALUE, 7}, slice);
        assertEquals(0, file.shape("empty").elements());
        assertArrayEquals(new float[] {4}, file.read("scalar"));
    }

    @Test
    void equalContentGivesEqualBytesWithAlignedData() throws IOException {
        byte[] bytes = SafetensorsBytes.of(writer());
        SafetensorsWriter reversed = new SafetensorsWriter()
                .add("", SafetensorsBytes.tensor("scalar", Shape.of(), new float[] {4}))
                .add("", SafetensorsBytes.tensor("empty", Shape.of(0, 5), new float[0]))
                .metadata("schön", "\"ü\"\n").metadata("format", "pt")
                .add("", SafetensorsBytes.tensor("b.weight", Shape.of(2, 3), FLOATS));
        assertArrayEquals(bytes, SafetensorsBytes.of(reversed));
        assertEquals(0, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
    }

    @Test
    void largeTensorsAreWrittenAndReadInPieces() throws IOException {
        int elements = 3_000_001;
        byte[] bytes = SafetensorsBytes.of(new SafetensorsWriter().add("", TensorSource.of("numbers",
                Map.of("x", Shape.of(elements)), (name, from, target, offset, count) -> {
                    for (int i = 0; i < count; i++) {
                        target[offset + i] = from + i;
                    }
                })));
        float[] read = SafetensorsFile.of(bytes, "array").read("x");
        for (int i = 0; i < elements; i++) {
            assertEquals(i, read[i]);
        }
    }

    @Test
    void everyFloatingTypeIsConvertedExactly() throws IOException {
        // 65,536 halves and bfloats, against values computed in double arithmetic.
        ByteBuffer all = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 1 << 16; i++) {
            all.putShort((short) i);
        }
        float[] halves = read("F16", 1 << 16, all.array());
        float[] bfloats = read("BF16", 1 << 16, all.array());
        for (int i = 0; i < 1 << 16; i++) {
            assertEquals(value(i, 5, 10), halves[i], "half " + i);
            assertEquals(value(i, 8, 7), bfloats[i], "bfloat " + i);
        }
        assertEquals(Float.floatToRawIntBits(-0f), Float.floatToRawIntBits(halves[0x8000]));
        ByteBuffer doubles = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(Math.PI).putDouble(1e300).putDouble(-0x1p-149);
        assertArrayEquals(new float[] {(float) Math.PI, Float.POSITIVE_INFINITY, -Float.MIN_VALUE},
                read("F64", 3, doubles.array()));
        ByteBuffer ints = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(-5).putInt(Integer.MAX_VALUE);
        assertArrayEquals(new float[] {-5, 0x1p31f}, read("I32", 2, ints.array()));
        ByteBuffer longs = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(60).putLong(Long.MIN_VALUE);
        assertArrayEquals(new float[] {60, -0x1p63f}, read("I64", 2, longs.array()));
    }

    /** The definition of a small IEEE float. */
    private static float value(int bits, int exponentBits, int fractionBits) {
        int exponent = bits >> fractionBits & (1 << exponentBits) - 1;
        double fraction = (bits & (1 << fractionBits) - 1) / (double) (1 << fractionBits);
        int bias = (1 << exponentBits - 1) - 1;
        double sign = bits >> 15 == 0 ? 1 : -1;
        if (exponent == (1 << exponentBits) - 1) {
            return fraction == 0 ? (float) (sign / 0.0) : Float.NaN;
        }
        return (float) (sign * (exponent == 0
                ? Math.scalb(fraction, 1 - bias) : Math.scalb(1 + fraction, exponent - bias)));
    }

    private static float[] read(String type, int elements, byte[] data) throws IOException {
        return SafetensorsFile.of(raw(header(type, "" + elements, 0, data.length), data), "array").read("x");
    }

    @Test
    void everyFalseClaimIsRefusedWithASentence() {
        byte[] data = new byte[8];
        refused(new byte[7], "7 bytes are too few");
        refused(raw(1L << 63, new byte[0], data), "9223372036854775808 bytes");
        refused(raw(-1, new byte[0], data), "18446744073709551615 bytes");
        refused(raw(17, new byte[0], data), "at most 8 are allowed");
        refused(raw("", data), "does not start with '{'");
        refused(raw(" {}", data), "does not start with '{'");
        refused(raw("{", data), "not valid JSON");
        refused(raw("{} {}", new byte[0]), "something follows the JSON");
        refused(raw("{\"x\":[]}", data), "tensor 'x': an object is needed, not '[]'");
        refused(raw("{\"\u0000", data), "not valid JSON");
        refused(raw("{\"__metadata__\":{\"a\":1}}", new byte[0]),
                "__metadata__: a 1 is not supported; a string is needed");
        refused(raw(header("U8", "8", 0, 8), data),
                "tensor 'x': dtype \"U8\" is not supported; only one of [F64, F32, F16, BF16, I64, I32]");
        refused(raw(header("F32", "2", 0, 8), new byte[7]), "beyond the 7 bytes");
        refused(raw(header("F32", "2", 0, 8), new byte[9]), "belong to no tensor");
        refused(raw(header("F32", "3", 0, 8), data), "needs 3 x 4");
        refused(raw(header("F32", "2,-1", 0, 8), data),
                "shape [2,-1] is not supported; an array of at most 8 integers from 0 to 2^63 - 1");
        refused(raw(header("F32", "2.0", 0, 8), data), "shape [2.0] is not supported");
        refused(raw(header("F32", "4611686018427387904,4", 0, 8), data), "more elements than 2^63 - 1");
        refused(raw(header("F32", "4611686018427387906", 0, 8), data), "needs 4611686018427387906 x 4");
        refused(raw(header("F32", "9223372036854775808", 0, 8), data), "shape [9223372036854775808] is not supported");
        refused(raw(header("F32", "1,1,1,1,1,1,1,1,2", 0, 8), data), "at most 8 integers");
        refused(raw(header("F32", "0", 8, 0), data),
                "data_offsets [8,0] is not supported; a begin and an end at or after it");
        refused(raw(header("F32", "1", 4, 8), data), "leave a gap");
        refused(raw("{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}", data), "data_offsets is missing");
        refused(raw("{\"x\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", data), "Duplicate field 'dtype'");
        refused(raw("{\"x\":{\"dtype\":\"F32\",\"size\":2}}", data),
                "size 2 is not supported; the field is not known, only data_offsets, dtype, shape");
        refused(raw("{" + tensor("x", 0, 8) + "," + tensor("x", 0, 8) + "}", data), "Duplicate field 'x'");
        refused(raw("{" + tensor("x", 0, 8) + "," + tensor("y", 4, 8) + "}", data), "overlap");
        refused(raw("{" + tensor("x", 0, 8) + "," + tensor("y", 0, 8) + "}", data), "overlap");
        byte[] notUtf8 = raw("{\"?\":1}", data);
        notUtf8[10] = (byte) 0xff;
        refused(notUtf8, "not UTF-8");
    }

    @Test
    void namesInMessagesAreMadeHarmless() {
        String name = "a\\n\\u001b[31m" + "b".repeat(1000);
        var e = assertThrows(ModelFormatException.class, () -> SafetensorsFile.of(
                raw("{\"" + name + "\":[]}", new byte[0]), "file"));
        assertTrue(e.getMessage().contains("'a??[31mbb") && e.getMessage().length() < 300, e.getMessage());
    }

    @Test
    void wrongUseOfATensorIsNamed() throws IOException {
        SafetensorsFile file = SafetensorsFile.of(SafetensorsBytes.of(writer()), "file");
        assertMessage("has no tensor 'nope'", () -> file.shape("nope"));
        assertThrows(IndexOutOfBoundsException.class, () -> file.read("b.weight", 5, new float[2], 0, 2));
        assertMessage("does not exist", () -> SafetensorsFile.open(dir.resolve("nothing")));
        assertMessage("is not a file", () -> SafetensorsFile.open(dir));
    }

    @Test
    void theGoldenFileIsRead() throws IOException {
        try (var in = SafetensorsTest.class.getResourceAsStream("/reference/tiny.safetensors")) {
            SafetensorsFile file = SafetensorsFile.read(in, "tiny.safetensors");
            assertTrue(file.metadata().get("config").contains("\"hidden_size\": 32"));
            assertEquals(Shape.of(2, 45), file.shape("input_ids"));
            for (float id : file.read("input_ids")) {
                assertTrue(id >= 0 && id < 61 && id == (int) id);
            }
            assertEquals(Shape.of(61, 32), file.shape("weight.backbone.embeddings.weight"));
            assertEquals(ElementType.F64, file.tensor("grad.backbone.norm_f.weight").type());
            float loss = file.read("loss")[0];
            assertTrue(loss > 3 && loss < 6, "near ln 61: " + loss);
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void assertMessage(String part, Action action) {
        var e = assertThrows(ModelFormatException.class, action::run);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static void refused(byte[] file, String part) {
        assertMessage(part, () -> SafetensorsFile.of(file, "hostile.safetensors"));
        var e = assertThrows(ModelFormatException.class, () -> SafetensorsFile.of(file, "hostile.safetensors"));
        assertTrue(e.getMessage().startsWith("hostile.safetensors"), e.getMessage());
    }

    private static SafetensorsWriter writer() throws IOException {
        return new SafetensorsWriter()
                .metadata("format", "pt").metadata("schön", "\"ü\"\n")
                .add("", SafetensorsBytes.tensor("b.weight", Shape.of(2, 3), FLOATS))
                .add("", SafetensorsBytes.tensor("empty", Shape.of(0, 5), new float[0]))
                .add("", SafetensorsBytes.tensor("scalar", Shape.of(), new float[] {4}));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }

    private static String tensor(String name, long begin, long end) {
        return "\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[" + (end - begin) / 4 + "],\"data_offsets\":["
                + begin + "," + end + "]}";
    }

    private static String header(String type, String shape, long begin, long end) {
        return "{\"x\":{\"dtype\":\"" + type + "\",\"shape\":[" + shape + "],\"data_offsets\":[" + begin + "," + end
                + "]}}";
    }
}
