package io.statecap.jobs.export;

import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder of TensorBoard runs, one a trial. */
public final class TensorBoardExport {

    private static final String EVENTS = "events.out.tfevents.";

    private TensorBoardExport() {}

    /**
     * Writes the folder whole or not at all.
     *
     * @param overwrite whether an earlier export may be replaced; anything else is never replaced
     * @throws UsageException if something is in that place that must not be replaced
     */
    public static void write(ExportedTrials trials, Path folder, boolean overwrite) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UsageException("--tensorboard " + folder + " is a file, but must be a folder.");
        }
        if (!ReplacedFolder.isFree(folder)) {
            if (!overwrite) {
                throw new UsageException("--tensorboard " + folder
                        + " is not empty; choose another folder, or replace the"
                        + " runs in it with --overwrite.");
            }
            requireRunsOnly(folder);
        }
        ReplacedFolder.write(folder, content -> trials.forEach(run ->
                EventFile.write(Files.createDirectory(content.resolve(run.name())), run.name(), run.trial(),
                        run.metrics())));
    }

    private static void requireRunsOnly(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> entries = Files.walk(folder)) {
            files = entries.filter(entry -> !Files.isDirectory(entry)).toList();
        }
        for (Path file : files) {
            if (!file.getFileName().toString().startsWith(EVENTS)) {
                throw new UsageException("--tensorboard " + folder + " holds " + folder.relativize(file)
                        + ", which is no event file, so --overwrite does not replace it; choose another folder.");
            }
        }
    }
}
