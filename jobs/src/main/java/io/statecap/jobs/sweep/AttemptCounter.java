package io.statecap.jobs.sweep;

import io.statecap.jobs.store.ResultsDirectory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** How often a trial was started, in a file beside its checkpoints: it outlives executors and drivers. */
final class AttemptCounter {

    private final ResultsDirectory results;
    private final String name;

    AttemptCounter(ResultsDirectory results, String trialId) {
        this.results = results;
        this.name = "checkpoints/" + trialId + "/attempts";
    }

    /** Starts so far. */
    int read() throws IOException {
        Path file = results.path(name);
        try (InputStream in = file.getFileSystem(new Configuration()).open(file)) {
            return Integer.parseInt(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
        } catch (FileNotFoundException e) {
            return 0;
        } catch (NumberFormatException e) {
            // Only the count is lost, not a result.
            return 0;
        }
    }

    /** Counts a start and returns its number, from 1. */
    int next() throws IOException {
        int attempt = read() + 1;
        write(attempt);
        return attempt;
    }

    /** Continues the count of an earlier failure that is about to be retried. */
    void write(int attempts) throws IOException {
        results.writeFile(name, out -> out.write(Integer.toString(attempts).getBytes(StandardCharsets.UTF_8)));
    }
}
