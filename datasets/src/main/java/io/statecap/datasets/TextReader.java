package io.statecap.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads the files that {@link TextSettings} names, each of them whole and into memory. Nothing is unpacked to disk;
 * archives within archives are not opened; symbolic links within a folder are not followed.
 */
final class TextReader {

    /** Longest array that every JVM grants. */
    private static final int LONGEST_FILE = Integer.MAX_VALUE - 16;

    private final TextSettings settings;
    private final Consumer<byte[]> sink;
    private long bytesLeft;
    private int files;

    private TextReader(TextSettings settings, Consumer<byte[]> sink) {
        this.settings = settings;
        this.sink = sink;
        this.bytesLeft = settings.maximumBytes();
    }

    /**
     * Gives the content of every wanted file to {@code sink}, in no particular order.
     *
     * @return how many there were
     * @throws IllegalArgumentException if a path does not exist, an archive has a name that leads out of it, or
     *                                  there are more bytes than allowed
     * @throws IOException              if a file cannot be read or an archive is damaged
     */
    static int read(TextSettings settings, Consumer<byte[]> sink) throws IOException {
        TextReader reader = new TextReader(settings, sink);
        for (Path path : settings.paths()) {
            reader.readPath(path);
        }
        return reader.files;
    }

    private void readPath(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            readFolder(path);
        } else if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("no folder, zip, jar or text file is at " + path);
        } else if (isArchive(path)) {
            readArchive(path);
        } else {
            // A file that is given by its own name is read, whatever its extension.
            readFile(path);
        }
    }

    private void readFolder(Path folder) throws IOException {
        // A link that is given by its own name is followed.
        Files.walkFileTree(folder.toRealPath(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    if (isArchive(file)) {
                        readArchive(file);
                    } else if (isWanted(file.getFileName().toString())) {
                        readFile(file);
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void readFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            accept(in, file.toString());
        } catch (IOException unreadable) {
            throw new IOException("cannot read " + file + ": " + reason(unreadable), unreadable);
        }
    }

    private void readArchive(Path archive) throws IOException {
        try (ZipFile zip = open(archive)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                checkName(archive, entry.getName());
                if (!entry.isDirectory() && isWanted(entry.getName())) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        accept(in, archive + " (" + entry.getName() + ")");
                    }
                }
            }
        } catch (IOException damaged) {
            throw new IOException("cannot read the archive " + archive + ": " + reason(damaged), damaged);
        }
    }

    private static ZipFile open(Path archive) throws IOException {
        try {
            return new ZipFile(archive.toFile());
        } catch (IllegalArgumentException badName) {
            // The JDK reports a name that is not in the archive's character set like this.
            throw new ZipException(badName.getMessage());
        }
    }

    /** An end of file that comes too early has no message of its own. */
    private static String reason(IOException failure) {
        if (failure instanceof EOFException) {
            return "it ends too early";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private void accept(InputStream in, String name) throws IOException {
        int limit = (int) Math.min(bytesLeft, LONGEST_FILE);
        // Counted while reading: the sizes that an archive states may be false.
        byte[] content = in.readNBytes(limit);
        if (content.length == limit && in.read() >= 0) {
            throw new IllegalArgumentException(limit < LONGEST_FILE
                    ? "the text has more than maximumBytes = " + settings.maximumBytes() + " bytes; reading stopped in "
                            + name
                    : "one file has more than " + LONGEST_FILE + " bytes: " + name);
        }
        bytesLeft -= content.length;
        files++;
        sink.accept(content);
    }

    private boolean isWanted(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return settings.extensions().isEmpty()
                || settings.extensions().stream().anyMatch(e -> lower.endsWith(e.toLowerCase(Locale.ROOT)));
    }

    private static boolean isArchive(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".zip") || name.endsWith(".jar");
    }

    /**
     * Refuses names that lead out of the archive. Nothing is written here, so they would do no harm, but they are a
     * sign of a manipulated archive.
     */
    private static void checkName(Path archive, String name) {
        String unix = name.replace('\\', '/');
        boolean absolute = unix.startsWith("/") || unix.matches("[A-Za-z]:.*");
        if (absolute || ("/" + unix + "/").contains("/../")) {
            throw new IllegalArgumentException("the archive " + archive + " has the entry \"" + name
                    + "\", which leads out of it: names must be relative, without \"..\"");
        }
    }
}
