package io.statecap.jobs.config;

import io.statecap.jobs.UsageException;
import java.nio.file.Path;

/** Reads a sweep's configuration, strictly: everything wrong with it is reported at once. */
public final class ConfigReader {

    private ConfigReader() {}

    /**
     * Reads a file of JSON.
     *
     * @throws UsageException with one sentence for each thing that is wrong
     */
    public static SweepConfig read(Path file) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads JSON text.
     *
     * @param origin what error messages call it, usually a file
     * @throws UsageException with one sentence for each thing that is wrong
     */
    public static SweepConfig parse(String json, String origin) {
        throw new UnsupportedOperationException();
    }
}
