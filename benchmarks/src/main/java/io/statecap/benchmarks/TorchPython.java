package io.statecap.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A Python that has PyTorch.
 *
 * @param executable   how to call it
 * @param torchVersion version of its PyTorch
 */
record TorchPython(String executable, String torchVersion) {

    private static final List<String> CANDIDATES = List.of("python3", "/usr/bin/python3");

    /** The PATH's Python, then the system's; empty if neither has PyTorch. */
    static Optional<TorchPython> find() {
        return CANDIDATES.stream().map(TorchPython::of).flatMap(Optional::stream).findFirst();
    }

    /** This Python, if it has PyTorch. */
    static Optional<TorchPython> of(String executable) {
        try {
            Process process = new ProcessBuilder(executable, "-c", "import torch; print(torch.__version__)")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(new TorchPython(executable, version)) : Optional.empty();
        } catch (IOException e) {
            // No such program.
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for PyTorch", e);
        }
    }
}
