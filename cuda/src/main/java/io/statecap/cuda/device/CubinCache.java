package io.statecap.cuda.device;

import io.statecap.cuda.driver.Compiler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Compiled kernels in a folder, by a hash of all that they were compiled from, so that the next process starts at once.
 * A folder that cannot be read or written is as good as none.
 *
 * @param folder null for none
 */
record CubinCache(Path folder) {

    /** The folder of the property {@code statecap.cuda.cache}, else of the user's caches; none if that is empty. */
    static final CubinCache DEFAULT = of(System.getProperty("statecap.cuda.cache"), System.getenv("XDG_CACHE_HOME"),
            System.getProperty("user.home"));

    static CubinCache of(String property, String caches, String home) {
        if (property != null) {
            return new CubinCache(property.isEmpty() ? null : Path.of(property));
        }
        Path base = caches != null && !caches.isEmpty() ? Path.of(caches) : Path.of(home, ".cache");
        return new CubinCache(base.resolve("statecap").resolve("cuda"));
    }

    byte[] get(Compiler compiler, Compiler.Request request) {
        if (folder == null) {
            return compiler.compile(request);
        }
        Path file = folder.resolve(hash(compiler.version(), request) + ".cubin");
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            byte[] image = compiler.compile(request);
            keep(file, image);
            return image;
        }
    }

    private void keep(Path file, byte[] image) {
        try {
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, "part", null);
            Files.write(part, image);
            try {
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            // The next process compiles again.
        }
    }

    private static String hash(String version, Compiler.Request request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((version + "\n" + request).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
