package io.statecap.jobs.sweep;

import io.statecap.jobs.store.ResultsDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How often a trial was started, in a file beside its checkpoints: it outlives executors and drivers. */
final class AttemptCounter {

    private final ResultsDirectory results;
    private final String name;

    AttemptCounter(ResultsDirectory results, String trialId) {
        this.results = results;
        this.name = "checkpoints/" + trialId + "/attempts";
    }

    /** Starts so far; a count that cannot be read starts anew, as no result depends on it. */
    int read() throws IOException {
        return results.readText(name).map(String::strip).filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::parseInt).orElse(0);
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
