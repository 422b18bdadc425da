package io.statecap.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The same training step in PyTorch, in a process of its own ({@code torch_step.py --serve}) that waits between rounds.
 */
final class TorchPeer implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter requests;
    private final int threads;
    private double[] seconds = new double[0];

    private TorchPeer(Process process, int threads) {
        this.process = process;
        this.threads = threads;
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the peer and lets it warm up; afterwards it is idle. */
    static TorchPeer start(TorchPython python, Path script, PeerShape shape, int threads) throws IOException {
        List<String> command = new ArrayList<>(List.of(python.executable(), script.toString(), "--serve",
                String.valueOf(threads)));
        command.addAll(shape.arguments());
        TorchPeer peer = new TorchPeer(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(), threads);
        String ready = peer.answers.readLine();
        if (!"ready".equals(ready)) {
            peer.close();
            throw new IOException(String.join(" ", command) + " answered " + ready + " instead of ready");
        }
        return peer;
    }

    int threads() {
        return threads;
    }

    /** Times that many steps, beside those timed before. */
    void measure(int steps) throws IOException {
        requests.write(steps + "\n");
        requests.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the PyTorch process ended while it was measured");
        }
        double[] round = Arrays.stream(answer.split(" ")).mapToDouble(Double::parseDouble).toArray();
        int before = seconds.length;
        seconds = Arrays.copyOf(seconds, before + round.length);
        System.arraycopy(round, 0, seconds, before, round.length);
    }

    /** Seconds of every timed step. */
    double[] seconds() {
        return seconds.clone();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
