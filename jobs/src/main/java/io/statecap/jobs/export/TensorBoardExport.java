package io.statecap.jobs.export;

import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/** A folder of TensorBoard runs, one a trial. */
public final class TensorBoardExport {

    private TensorBoardExport() {}

    /**
     * Writes the folder.
     *
     * @param overwrite whether the event files of an earlier export may be replaced; anything else is left alone
     * @throws UsageException if something is in that place and may not be replaced
     */
    public static void write(ExportedTrials trials, Path folder, boolean overwrite) throws IOException {
        Files.createDirectories(folder);
        if (!overwrite && !PathUtils.isEmptyDirectory(folder)) {
            throw new UsageException("--tensorboard " + folder + " is not empty; choose another folder, or replace the"
                    + " runs in it with --overwrite.");
        }
        List<Path> earlier;
        try (Stream<Path> files = Files.walk(folder)) {
            earlier = files.filter(file -> file.getFileName().toString().startsWith(EventFile.PREFIX)).toList();
        }
        for (Path file : earlier) {
            Files.delete(file);
        }
        trials.forEach(run -> EventFile.write(Files.createDirectories(folder.resolve(run.name())), run));
    }
}
