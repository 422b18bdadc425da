package io.statecap.model.io;

import static io.statecap.model.io.TorchFiles.floats;
import static io.statecap.model.io.TorchFiles.one;
import static io.statecap.model.io.TorchFiles.pickle;
import static io.statecap.model.io.TorchFiles.zip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchFileTest {

    private static final String DAMAGED = "the pickle is damaged, or not of a dict of tensors";
    private static final String NO_ZIP = "is no zip that can be read";
    private static final byte[] SIX = floats(0, 1, 2, 3, 4, 5);

    @TempDir
    Path dir;

    @Test
    void viewsOfAStorageAreRead() throws IOException {
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, read(one(6, 0, dims(2, 3), dims(3, 1))));
        assertArrayEquals(new float[] {2, 3}, read(one(6, 2, dims(2, 1), dims(1, 77))));
        assertArrayEquals(new float[] {4}, read(one(6, 4, dims(), dims())));
        assertArrayEquals(new float[] {}, read(one(6, 6, dims(3, 0), dims(1, 1))));
        float[] part = new float[2];
        try (TensorSource source = open(zip(one(6, 1, dims(5), dims(1)), Map.of("0", SIX)))) {
            source.read("x", 3, part, 0, 2);
        }
        assertArrayEquals(new float[] {4, 5}, part);
    }

    private static long[] dims(long... values) {
        return values;
    }

    private float[] read(byte[] pickle) throws IOException {
        try (TensorSource source = open(zip(pickle, Map.of("0", SIX)))) {
            return source.read("x");
        }
    }

    private TensorSource open(byte[] zip) throws IOException {
        return TorchFile.open(Files.write(dir.resolve("hostile.bin"), zip));
    }

    @Test
    void newerProtocolsAndModuleVersionsAreRead() throws IOException {
        // Protocol 4: frames, short text, class names from the stack, automatic numbering; and OrderedDict attributes.
        byte[] pickle = pickle().op(0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0)
                .op(0x8c, 11).ascii("collections").op(0x94, 0x8c, 11).ascii("OrderedDict").op(0x94, 0x93, 0x94)
                .op(')', 'R', 0x94, '(').text("x").tensor("0", 6, 0, dims(6), dims(1)).op('u')
                .op('}').text("_metadata").op('h', 2, ')', 'R', 's', 'b', '.').bytes();
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, read(pickle));
    }

    @Test
    void aPickleThatWouldRunCodeIsRefusedByName() throws IOException {
        Path witness = dir.resolve("executed");
        byte[] hostile = pickle().global("os", "system").op('(').text("touch " + witness).op('t', 'R', '.').bytes();
        refused(hostile, "names 'os.system', which was not executed; only a dict of tensors is read");
        assertFalse(Files.exists(witness));
        refused(pickle().global("builtins", "eval").op('.').bytes(), "names 'builtins.eval'");
        refused(pickle().global("torch", "LongStorage").op('.').bytes(), "names 'torch.LongStorage'");
        refused(pickle().global("java.lang.Runtime", "exec").op('.').bytes(), "names 'java.lang.Runtime.exec'");
        refused(pickle().text("posix").text("system").op(0x93, '.').bytes(), "names 'posix.system'");
        refused(pickle().ascii("(S'x'\niposix\nsystem\n.").bytes(), "the instruction 0x53");
        refused(pickle().op('(').ascii("iposix\nsystem\n.").bytes(), "the instruction 0x69");
        refused(pickle().op(0x82, 1, '.').bytes(), "the instruction 0x82");
        refused(pickle().global("collections", "OrderedDict").op(')', 0x81, '.').bytes(), "the instruction 0x81");
        refused(pickle().global("torch", "FloatStorage").op(')', 'R', '.').bytes(),
                "calls the class of a storage, which was not executed");
        refused(pickle().text("x").op(')', 'R', '.').bytes(), DAMAGED);
    }

    @Test
    void brokenPicklesAreRefused() throws IOException {
        for (byte[] pickle : List.of(new byte[0], pickle().op('}').bytes(), pickle().op('.').bytes(),
                pickle().op('(', '.').bytes(), pickle().op('t', '.').bytes(), pickle().op('}', 0x86, '.').bytes(),
                pickle().op('h', 7, '.').bytes(), pickle().op('}', 'K', 1, 'K', 2, 's', '.').bytes(),
                pickle().op('}', '(').text("x").op('u', '.').bytes(), pickle().op('K', 1, '.').bytes(),
                pickle().op('X', 0xff, 0xff, 0xff, 0xff).bytes(), pickle().op('K', 1, 'Q', '.').bytes(), pickle().op(0x80, 6).bytes())) {
            refused(pickle, DAMAGED);
        }
        refused(pickle().op('}').text("x").op('K', 2, 's', '.').bytes(), "holds something else than a tensor as 'x'");
        refused(pickle().op('X', 0xff, 0xff, 0xff, 0x7f).bytes(), "ends within a text");
        // A dict that holds itself ends as such, not in a loop.
        refused(pickle().op('}', 'q', 0).text("x").op('h', 0, 's', '.').bytes(), "holds something else than a tensor as 'x'");
    }

    @Test
    void tensorsOutsideTheirStorageAreRefused() throws IOException {
        for (byte[] pickle : List.of(one(6, 1, dims(2, 3), dims(3, 1)), one(6, 7, dims(0), dims(1)),
                one(6, -1, dims(1), dims(1)), one(6, 0, dims(1L << 62), dims(1)))) {
            refused(pickle, "outside its storage");
        }
        for (byte[] pickle : List.of(one(6, 0, dims(3, 2), dims(1, 3)), one(6, 5, dims(3), dims(0)),
                one(6, 0, dims(2), dims(Long.MAX_VALUE)))) {
            refused(pickle, "only elements that follow each other row by row");
        }
        refused(one(6, 0, dims(1L << 62, 4), dims(0, 0)), "more elements than 2^63 - 1");
        refused(one(6, 0, dims(-1), dims(1)), "at least 0 is allowed");
        refused(one(6, 0, dims(6), dims(-1)), "row by row");
        refused(one(6, 0, dims(6), dims()), DAMAGED);
        refused(one(7, 0, dims(6), dims(1)), "has storage '0' with 24 bytes, but its pickle gives it 7 elements of F32");
        refused(one(-6, 0, dims(6), dims(1)), "but its pickle gives it -6 elements");
        refusedZip(zip(one(6, 0, dims(6), dims(1)), Map.of("1", SIX)), "has no storage '0'");
    }

    private void refused(byte[] pickle, String part) throws IOException {
        refusedZip(zip(pickle, Map.of("0", SIX)), part);
    }

    @Test
    void compressedEntriesAreNeverInflated() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                zip.write(zeros);
            }
        }
        refusedZip(bytes.toByteArray(), "a compressed entry 'archive/data.pkl'");
    }

    @Test
    void namesThatLeadOutOfTheArchiveAreRefused() throws IOException {
        byte[] pickle = one(6, 0, dims(6), dims(1));
        for (String name : List.of("../evil", "archive/../../evil", "/etc/passwd", "a\\..\\b", "C:evil", "x/..")) {
            Map<String, byte[]> files = new LinkedHashMap<>();
            files.put("archive/data.pkl", pickle);
            files.put("archive/data/0", SIX);
            files.put(name, new byte[1]);
            refusedZip(zip(files), "an entry named '" + name + "'");
        }
        try (var files = Files.list(dir)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void brokenZipsAreRefused() throws IOException {
        byte[] good = zip(one(6, 0, dims(6), dims(1)), Map.of("0", SIX));
        refusedZip(new byte[0], NO_ZIP);
        refusedZip("not a zip, but some text that is long enough".getBytes(StandardCharsets.UTF_8), NO_ZIP);
        refusedZip(Arrays.copyOf(good, good.length - 1), NO_ZIP);
        refusedZip(Arrays.copyOfRange(good, 1, good.length), NO_ZIP);
        refusedZip(zip(Map.of("archive/data-pkl", SIX)), "has 0 entries FOLDER/data.pkl");
        refusedZip(zip(Map.of("a/data.pkl", SIX, "b/data.pkl", SIX)), "has 2 entries FOLDER/data.pkl");
        refusedZip(zip(Map.of("a/data.pkl", SIX, "a/byteorder", "big".getBytes(StandardCharsets.US_ASCII))),
                "a byte order other than 'little'");
        refusedZip(zip(Map.of("a/data.pkl", new byte[(1 << 20) + 1])), "at most 1048576 are allowed");
        byte[] damaged = good.clone();
        damaged[30 + "archive/data.pkl".length() + 5] ^= 1;
        refusedZip(damaged, "its checksum is wrong");
        int directory = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(good.length - 6);
        int second = directory + 46 + "archive/data.pkl".length();
        refusedZip(changed(good, directory + 42, 1000), "an entry 'archive/data.pkl' that has no header");
        refusedZip(changed(changed(good, second + 20, 0x7ffffff0), second + 24, 0x7ffffff0), "2147483632 bytes");
        refusedZip(changed(changed(good, second + 20, -1), second + 24, -1), "4294967295 bytes");
        refusedZip(changed(good, second + 8, 1), NO_ZIP);
        refusedZip(changed(good, good.length - 6, -1), NO_ZIP);
    }

    /** Found out by whoever reads all of the storage, in any pieces. */
    @Test
    void aStorageInThePlaceOfAnotherIsRefused() throws IOException {
        byte[] pickle = pickle().op('}').text("x").tensor("0", 6, 0, dims(6), dims(1)).op('s')
                .text("y").tensor("1", 6, 0, dims(6), dims(1)).op('s', '.').bytes();
        Map<String, byte[]> storages = new LinkedHashMap<>(Map.of("0", SIX));
        storages.put("1", floats(6, 7, 8, 9, 10, 11));
        byte[] good = zip(pickle, storages);
        ByteBuffer file = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
        int first = file.getInt(good.length - 6) + 46 + "archive/data.pkl".length();
        int second = first + 46 + "archive/data/0".length();
        byte[] swapped = changed(changed(good, first + 42, file.getInt(second + 42)), second + 42,
                file.getInt(first + 42));
        try (TensorSource sound = open(good)) {
            assertArrayEquals(new float[] {6, 7, 8, 9, 10, 11}, sound.read("y"));
        }
        try (TensorSource source = open(swapped)) {
            for (String name : List.of("x", "y")) {
                source.read(name, 0, new float[4], 0, 4);
                var e = assertThrows(ModelFormatException.class, () -> source.read(name, 4, new float[2], 0, 2));
                assertTrue(e.getMessage().endsWith("that is damaged: its checksum is wrong"), e.getMessage());
            }
        }
    }

    /** With four bytes replaced, little-endian; or two, of the flags. */
    private static byte[] changed(byte[] file, int at, int value) {
        ByteBuffer changed = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        return (value == 1 ? changed.putShort(at, (short) value) : changed.putInt(at, value)).array();
    }

    private void refusedZip(byte[] file, String part) {
        var e = assertThrows(ModelFormatException.class, () -> open(file).close());
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertTrue(e.getMessage().startsWith(dir.resolve("hostile.bin").toString()), e.getMessage());
    }
}
