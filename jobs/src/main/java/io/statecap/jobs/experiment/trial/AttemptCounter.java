package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** How often a trial was started, in a file beside its checkpoints: it outlives executors and drivers. */
public final class AttemptCounter {

    private final ResultsDirectory results;
    private final String name;

    public AttemptCounter(ResultsDirectory results, String trialId) {
        this.results = results;
        this.name = "checkpoints/" + trialId + "/attempts";
    }

    /** Starts so far; a count that cannot be read starts anew, as no result depends on it. */
    public int read() throws IOException {
        return results.readText(name).map(String::strip).filter(text -> text.matches("\\d{1,9}"))
                .map(Integer::parseInt).orElse(0);
    }

    /** Counts a start and returns its number, from 1. */
    public int next() throws IOException {
        int attempt = read() + 1;
        write(attempt);
        return attempt;
    }

    /** Continues the count of an earlier failure that is about to be retried. */
    public void write(int attempts) throws IOException {
        results.writeFile(name, out -> out.write(Integer.toString(attempts).getBytes(StandardCharsets.UTF_8)));
    }
}
