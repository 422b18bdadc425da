package io.statecap.jobs.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.commons.io.output.ProxyOutputStream;

/** Where results are printed, UTF-8. Unlike a plain {@link PrintStream} it remembers why they were lost. */
public final class ResultStream extends PrintStream {

    private final Recorder recorder;

    public ResultStream(OutputStream out) {
        this(new Recorder(out));
    }

    private ResultStream(Recorder recorder) {
        super(recorder, true, StandardCharsets.UTF_8);
        this.recorder = recorder;
    }

    /** Why something printed did not arrive; empty also where the reader wanted no more, as {@code head} does. */
    public Optional<String> lost() {
        flush();
        return recorder.problem == null || recorder.problem.contains("Broken pipe") ? Optional.empty()
                : Optional.of(recorder.problem);
    }

    private static final class Recorder extends ProxyOutputStream {

        private String problem;

        Recorder(OutputStream out) {
            super(out);
        }

        @Override
        protected void handleIOException(IOException e) throws IOException {
            problem = String.valueOf(e.getMessage());
            throw e;
        }
    }
}
