package io.statecap.datasets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextArchiveTest {

    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void archivesHoldTheSameTextAsFolders() throws IOException {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        String[] names = new String[30];
        for (int i = 0; i < names.length; i++) {
            names[i] = "sub/Text" + i + ".java";
            Files.writeString(plain.resolve("Text" + i + ".java"), content(names[i]));
        }
        // Two archives share some documents, and hold files that are not wanted.
        zip("a.zip", Arrays.copyOf(names, 20));
        zip("b.jar", Arrays.copyOfRange(names, 10, 30));
        zip("c.jar", "META-INF/MANIFEST.MF", "sub/");
        String expected = read(MEBIBYTE, plain).fingerprint();
        assertEquals(expected,
                read(MEBIBYTE, folder.resolve("a.zip"), folder.resolve("b.jar"), folder.resolve("c.jar"))
                        .fingerprint());
        assertEquals(expected, read(MEBIBYTE, folder).fingerprint(), "archives in a folder are read, copies dropped");
    }

    @Test
    void namesThatLeadOutAreRefused() throws IOException {
        for (String name : List.of("../outside.java", "a/../../outside.java", "..", "a/..", "/etc/passwd.java",
                "\\windows.java", "C:/windows.java", "a\\..\\..\\b.java", "../not-even-wanted.bin")) {
            Path archive = zip("hostile.zip", "fine.java", name);
            String refusal = assertThrows(IllegalArgumentException.class, () -> read(MEBIBYTE, archive), name)
                    .getMessage();
            assertEquals("the archive " + archive + " has the entry \"" + name
                    + "\", which leads out of it: names must be relative, without \"..\"", refusal);
        }
        zip("honest.zip", "a/..b/c...java", "..d/e.java");
        assertTrue(read(MEBIBYTE, folder.resolve("honest.zip"), someText()).documents(Split.TRAIN) > 0);
    }

    @Test
    void bombsAreRefusedBeforeTheyFillTheMemory() throws IOException {
        Path bomb = folder.resolve("bomb.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bomb))) {
            byte[] zeros = new byte[1 << 20];
            for (int entry = 0; entry < 8; entry++) {
                out.putNextEntry(new ZipEntry(entry + ".java"));
                for (int i = 0; i < 8; i++) {
                    out.write(zeros);
                }
            }
        }
        assertTrue(Files.size(bomb) < MEBIBYTE, "64 MiB of zeros pack well");
        // Too much in one entry, and too much in all of them.
        for (long limit : new long[] {MEBIBYTE, 20 * MEBIBYTE}) {
            String refusal = assertThrows(IllegalArgumentException.class, () -> read(limit, bomb)).getMessage();
            assertTrue(refusal.startsWith("the text has more than maximumBytes = " + limit
                    + " bytes; reading stopped in " + bomb + " ("), refusal);
        }
    }

    @Test
    void falseSizesDoNotHelpABomb() throws IOException {
        Path bomb = zip("liar.zip", "a.java");
        byte[] bytes = Files.readAllBytes(bomb);
        // The unpacked size in the central directory: 24 bytes after its signature, little-endian.
        int directory = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\001\002");
        bytes[directory + 24] = 1;
        bytes[directory + 25] = 0;
        Files.write(bomb, bytes);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> read(10, bomb));
        assertTrue(refusal.getMessage().startsWith("the text has more than maximumBytes = 10"), refusal.getMessage());
    }

    @Test
    void damagedArchivesAreNamed() throws IOException {
        Path good = zip("good.zip", "a.java", "b.java", "c.java");
        byte[] bytes = Files.readAllBytes(good);
        Path damaged = folder.resolve("damaged.zip");
        Files.write(damaged, Arrays.copyOf(bytes, bytes.length / 2));
        String message = assertThrows(IOException.class, () -> read(MEBIBYTE, damaged)).getMessage();
        assertTrue(message.startsWith("cannot read the archive " + damaged + ": "), message);

        Files.write(damaged, new byte[0]);
        message = assertThrows(IOException.class, () -> read(MEBIBYTE, damaged)).getMessage();
        assertTrue(message.startsWith("cannot read the archive " + damaged + ": "), message);
    }

    @Test
    void randomDamageIsAClearErrorOrReadsAsText() throws IOException {
        byte[] bytes = Files.readAllBytes(zip("good.zip", "a.java", "b.java", "c.java", "d.java"));
        Path damaged = folder.resolve("damaged.jar");
        for (long seed = 0; seed < 400; seed++) {
            SplitMix64 random = new SplitMix64(seed);
            byte[] copy = bytes.clone();
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
            }
            Files.write(damaged, copy);
            try {
                assertTrue(read(MEBIBYTE, damaged, someText()).tokens(Split.TRAIN) > 0);
            } catch (IllegalArgumentException | IOException clear) {
                assertTrue(String.valueOf(clear.getMessage()).contains("damaged.jar"), "seed " + seed + ": " + clear);
            }
        }
    }

    /** Enough text beside an archive for both splits. */
    private Path someText() throws IOException {
        Path text = Files.createDirectories(folder.resolve("some"));
        for (int i = 0; i < 16; i++) {
            Files.writeString(text.resolve(i + ".java"), "text " + i);
        }
        return text;
    }

    private TextSource read(long maximumBytes, Path... paths) throws IOException {
        return TextSource.read(new TextSettings(List.of(paths), List.of(".java"), 1, 0.5, TextStart.DOCUMENT,
                maximumBytes));
    }

    private Path zip(String archive, String... names) throws IOException {
        Path file = folder.resolve(archive);
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    zip.write(content(name).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return file;
    }

    private static String content(String name) {
        return "// " + name + "\n" + "class Text {}\n".repeat(name.hashCode() & 7) + "end of " + name;
    }
}
