package io.statecap.jobs.results.files;

import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The model directory that a path on the command line means. */
public final class ModelPath {

    private ModelPath() {}

    /**
     * The path itself, or, where it is the results directory of {@code train}, the one model that it keeps.
     *
     * @throws UsageException if the results directory keeps several models
     */
    public static Path of(Path given) throws IOException {
        Path kept = given.resolve("checkpoints").resolve("models");
        if (Files.exists(given.resolve("config.json")) || !Files.isDirectory(kept)) {
            return given;
        }
        try (Stream<Path> folders = Files.list(kept)) {
            List<Path> models = folders.filter(folder -> Files.exists(folder.resolve("config.json"))).sorted().toList();
            if (models.size() > 1) {
                throw new UsageException(given + " keeps " + models.size() + " models: name one of them, such as "
                        + models.get(0) + ".");
            }
            return models.isEmpty() ? given : models.get(0);
        }
    }
}
