package io.statecap.jobs.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build this is.
 *
 * @param version the project's version
 * @param commit the git commit it was built from, 12 digits, or {@code unknown} outside a git checkout
 */
public record BuildInfo(String version, String commit) {

    private static final String RESOURCE = "/statecap.properties";

    /** What the build wrote into the jar. */
    public static BuildInfo load() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path: the build is incomplete.");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(properties.getProperty("version"), properties.getProperty("commit"));
    }

    /** As {@code --version} and the column {@code version} show it. */
    @Override
    public String toString() {
        return version + " (" + commit + ")";
    }
}
