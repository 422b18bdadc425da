package io.statecap.jobs.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Makes the best of a machine that is broken in ordinary ways, before anything else runs: a user id without a name, a
 * folder for temporary files or for native libraries that is full, may not be written, or is mounted noexec.
 */
public final class HostSetup {

    private static final String TEMPORARY = "java.io.tmpdir";
    private static final String NATIVES = "org.bytedeco.javacpp.cachedir";
    private static final String HOME = "user.home";
    private static final String USER = "user.name";
    /** Spark's blocks, figures and small libraries. */
    private static final long TEMPORARY_BYTES = 64L << 20;
    /** ND4J and its BLAS, unpacked. */
    private static final long NATIVE_BYTES = 450L << 20;

    private HostSetup() {}

    /**
     * Chooses a user name and folders.
     *
     * @throws UsageException if no verb can run here
     */
    public static void prepare() {
        nameUser();
        chooseTemporary();
        chooseNatives();
    }

    /** The folder for temporary files. Java's own methods look for it only once, before any choice is made. */
    public static Path temporaries() {
        return Path.of(System.getProperty(TEMPORARY));
    }

    /** Java calls a user without an entry in the list of users "?"; Hadoop and Spark end there. */
    private static void nameUser() {
        String name = System.getProperty(USER);
        if (name != null && !name.isBlank() && !name.equals("?")) {
            return;
        }
        String invented = "uid" + uid();
        System.setProperty(USER, invented);
        String home = System.getenv("HOME");
        System.setProperty(HOME, home != null && Files.isDirectory(Path.of(home)) ? home
                : System.getProperty(TEMPORARY));
        UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser(invented));
    }

    private static String uid() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static void chooseTemporary() {
        Path usual = Path.of(System.getProperty(TEMPORARY));
        Optional<String> problem = UsableFolder.problem(usual, TEMPORARY_BYTES);
        if (problem.isEmpty()) {
            return;
        }
        useTemporary(Stream.of(Path.of("/var/tmp"), Path.of(System.getProperty(HOME), ".cache", "statecap"),
                        Path.of("").toAbsolutePath())
                .filter(base -> UsableFolder.problem(base, TEMPORARY_BYTES).isEmpty()).findFirst()
                .orElseThrow(() -> new UsageException("the folder for temporary files, " + usual + ", " + problem.get()
                        + ", and so is every other that was tried: make room there, or name another folder, on a disk"
                        + " that may run programs, by " + option(TEMPORARY) + ".")));
    }

    private static void useTemporary(Path base) {
        Path folder;
        try {
            folder = Files.createDirectories(base.resolve(UsableFolder.uniqueName()));
        } catch (IOException e) {
            return;
        }
        for (String property : List.of(TEMPORARY, "ZstdTempFolder", "org.xerial.snappy.tempdir", "jna.tmpdir")) {
            System.setProperty(property, folder.toString());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(folder.toFile())));
    }

    /** JavaCPP unpacks below the home folder. */
    private static void chooseNatives() {
        Path usual = Path.of(System.getProperty(HOME), ".javacpp", "cache");
        if (System.getProperty(NATIVES) != null || holdsLibraries(usual)) {
            return;
        }
        String own = ".javacpp-" + System.getProperty(USER);
        List<String> tried = new ArrayList<>();
        for (Path folder : List.of(usual, Path.of("/var/tmp", own, "cache"),
                Path.of(System.getProperty(TEMPORARY), own, "cache"))) {
            Optional<String> problem = UsableFolder.problem(folder, NATIVE_BYTES);
            if (problem.isEmpty()) {
                System.setProperty(NATIVES, folder.toString());
                return;
            }
            tried.add(folder + " " + problem.get());
        }
        throw new UsageException("there is no folder for the native libraries of ND4J (" + String.join("; ", tried)
                + "): make room in one of them, or name another folder, on a disk that may run programs, by "
                + option(NATIVES) + ".");
    }

    /** Whether libraries were unpacked there before, by whomever; a home folder may be read-only since. */
    private static boolean holdsLibraries(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isPresent() && UsableFolder.runs(folder);
        } catch (IOException e) {
            return false;
        }
    }

    private static String option(String property) {
        return "STATECAP_JAVA_OPTS=-D" + property + "=DIR";
    }
}
