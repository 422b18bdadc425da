package io.statecap.jobs.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Whether files can be written into a folder, and native libraries loaded from it. */
final class UsableFolder {

    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final int PROBE_BYTES = 1 << 20;

    private UsableFolder() {}

    /**
     * What is wrong with a folder, which is made if it is not there, a clause; empty if nothing is.
     *
     * @param bytes free space that is needed
     */
    static Optional<String> problem(Path folder, long bytes) {
        try {
            Files.createDirectories(folder);
            Path probe = folder.resolve(uniqueName());
            try {
                // What a quota leaves shows only when it is used.
                Files.write(probe, new byte[PROBE_BYTES], StandardOpenOption.CREATE_NEW);
            } finally {
                Files.deleteIfExists(probe);
            }
            if (Files.getFileStore(folder).getUsableSpace() < bytes) {
                return Optional.of("has less than " + bytes / (1 << 20) + " MiB free");
            }
            return isNoexec(folder.toRealPath()) ? Optional.of("is mounted noexec") : Optional.empty();
        } catch (IOException | RuntimeException e) {
            boolean full = String.valueOf(e.getMessage()).matches(".*(No space left|quota exceeded).*");
            return Optional.of(full ? "is full" : "cannot be written");
        }
    }

    /** A name of one's own. Java's way to one would choose the folder for temporary files once and for all. */
    static String uniqueName() {
        return ".statecap-" + UUID.randomUUID();
    }

    /** Whether libraries can be loaded from a folder that is there. */
    static boolean runs(Path folder) throws IOException {
        return !isNoexec(folder.toRealPath());
    }

    private static boolean isNoexec(Path folder) throws IOException {
        return Files.isReadable(MOUNTS) && noexec(Files.readAllLines(MOUNTS), folder);
    }

    /** @param mounts lines of {@code /proc/self/mounts}: device, place, type, options */
    static boolean noexec(List<String> mounts, Path folder) {
        boolean noexec = false;
        int depth = -1;
        for (String line : mounts) {
            String[] fields = line.split(" ");
            if (fields.length < 4) {
                continue;
            }
            Path place = Path.of(fields[1].replace("\\040", " "));
            if (folder.startsWith(place) && place.getNameCount() >= depth) {
                depth = place.getNameCount();
                noexec = List.of(fields[3].split(",")).contains("noexec");
            }
        }
        return noexec;
    }
}
