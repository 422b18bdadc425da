package io.statecap.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.statecap.model.kernel.VectorKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code benchmarks/run}: full training steps against the {@code sgemm} rate and PyTorch, in the same minutes. */
@Command(name = "benchmarks/run", mixinStandardHelpOptions = true, sortOptions = false, description = {
        "Measures the sgemm rate of one thread, then full training steps at three shapes, and the same steps in "
                + "PyTorch where a Python has it. --pair and --inference measure something else instead."})
public final class StepBenchmark implements Callable<Integer> {

    private static final int ROUNDS = 4;
    private static final double ROUND_SECONDS = 4;
    private static final int ROUND_STEPS = 3;
    private static final double PAIR_SECONDS = 15;
    private static final long LONG_SEQUENCE = 1L << 20;

    @Option(names = "--json", description = "JSON instead of a table.")
    private boolean json;

    @Option(names = "--python", paramLabel = "PATH",
            description = "A Python with PyTorch. Default: the PATH's python3, then the system's.")
    private String python;

    @Option(names = "--no-torch", description = "Leaves the peer out.")
    private boolean withoutTorch;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
            description = "Threads of a training and of the peer. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--shape", paramLabel = "I",
            description = "Only this shape, 1 (smallest) to 3; may be repeated. Default: all.")
    private List<Integer> chosen;

    @Option(names = "--pair", description = "Trials side by side in one JVM, against one alone, one on all cores, and "
            + "the peer on all cores.")
    private boolean pair;

    @Option(names = "--inference", description = "Carried-state inference on one thread, against training.")
    private boolean inference;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StepBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        check();
        // Without this, the libraries' own threads would take part in what is said to be one thread's work.
        Sgemm.bound();
        progress("load average before: " + Machine.load());
        if (pair) {
            print(sideBySide());
        } else if (inference) {
            print(inference());
        } else {
            StepReport report = trainingSteps();
            print(json ? new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(report)
                    + System.lineSeparator() : report.text());
        }
        progress("load average after: " + Machine.load());
        return 0;
    }

    private void check() {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, not " + threads);
        }
        if (json && (pair || inference) || pair && inference) {
            throw new ParameterException(spec.commandLine(), "--json, --pair and --inference exclude each other");
        }
        for (int shape : chosen == null ? List.<Integer>of() : chosen) {
            if (shape < 1 || shape > PeerShape.ALL.size()) {
                throw new ParameterException(spec.commandLine(),
                        "--shape must be 1 to " + PeerShape.ALL.size() + ", not " + shape);
            }
        }
        if (python != null && TorchPython.of(python).isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--python: " + python + " is no Python with PyTorch");
        }
    }

    private List<PeerShape> shapes() {
        return chosen == null ? PeerShape.ALL : chosen.stream().map(i -> PeerShape.ALL.get(i - 1)).toList();
    }

    private Optional<TorchPython> torch() {
        if (withoutTorch) {
            return Optional.empty();
        }
        return python == null ? TorchPython.find() : TorchPython.of(python);
    }

    private static Path peerScript() {
        return Path.of(System.getProperty("statecap.benchmarks", "benchmarks"), "torch_step.py");
    }

    private StepReport trainingSteps() throws IOException {
        Optional<TorchPython> torch = torch();
        progress("measuring the machine's ceiling and the sgemm rate");
        double ceiling = Ceiling.measure();
        double sgemm = Sgemm.blas();
        double kernels = Sgemm.kernels();
        List<StepResult> results = new ArrayList<>();
        for (PeerShape shape : shapes()) {
            results.add(trainingSteps(shape, torch, ceiling, sgemm));
        }
        return new StepReport(Machine.description(), Machine.jdk(), System.getProperty("statecap.commit", "unknown"),
                VectorKernels.bits(), ceiling / 1e9, sgemm / 1e9, kernels / 1e9, threads, results);
    }

    private StepResult trainingSteps(PeerShape shape, Optional<TorchPython> torch, double ceiling, double sgemm)
            throws IOException {
        progress("training at " + shape.label());
        try (StepTimer ours = new StepTimer(shape, threads);
                TorchPeer peer = torch.isEmpty() ? null
                        : TorchPeer.start(torch.get(), peerScript(), shape, threads)) {
            ours.warmUp();
            for (int round = 0; round < ROUNDS; round++) {
                ours.measure(ROUND_SECONDS, ROUND_STEPS);
                if (peer != null) {
                    peer.measure(ROUND_STEPS);
                }
            }
            Rates rates = Rates.of(shape.batchTokens(), ours.seconds());
            double flops = rates.best() * shape.trainingFlops() / threads;
            if (peer == null) {
                return new StepResult(shape.label(), rates.best(), rates.median(), ours.allocatedBytes(),
                        flops / sgemm, flops / ceiling, null, null, null);
            }
            double theirs = Rates.of(shape.batchTokens(), peer.seconds()).best();
            return new StepResult(shape.label(), rates.best(), rates.median(), ours.allocatedBytes(), flops / sgemm,
                    flops / ceiling, torch.get().torchVersion(), theirs, rates.best() / theirs);
        }
    }

    private String sideBySide() throws IOException, InterruptedException, ExecutionException {
        int cores = Runtime.getRuntime().availableProcessors();
        Optional<TorchPython> torch = torch();
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%s%n%s, commit %s%n"
                + "sustained tokens/s; PyTorch: its best step, %s%n%n%-32s %10s %10s %8s %10s %8s %10s %8s%n",
                Machine.description(), Machine.jdk(), System.getProperty("statecap.commit", "unknown"),
                torch.map(TorchPython::torchVersion).orElse("not found"),
                "shape", "one trial", cores + " trials", "/ one", cores + " threads", "/ one", "PyTorch " + cores,
                "trials /"));
        for (PeerShape shape : shapes()) {
            progress("trials side by side at " + shape.label());
            double one = new SideBySide(shape, 1, 1, PAIR_SECONDS).tokensPerSecond();
            double all = new SideBySide(shape, cores, 1, PAIR_SECONDS).tokensPerSecond();
            double wide = new SideBySide(shape, 1, cores, PAIR_SECONDS).tokensPerSecond();
            text.append(String.format(Locale.ROOT, "%-32s %10.0f %10.0f %8.2f %10.0f %8.2f", shape.label(), one, all,
                    all / one, wide, wide / one));
            if (torch.isPresent()) {
                try (TorchPeer peer = TorchPeer.start(torch.get(), peerScript(), shape, cores)) {
                    peer.measure(ROUNDS * ROUND_STEPS);
                    double theirs = Rates.of(shape.batchTokens(), peer.seconds()).best();
                    text.append(String.format(Locale.ROOT, " %10.0f %8.2f", theirs, all / theirs));
                }
            }
            text.append(System.lineSeparator());
        }
        return text.toString();
    }

    private String inference() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%s%n%s, commit %s%n%n%-32s %12s %12s %8s%n",
                Machine.description(), Machine.jdk(), System.getProperty("statecap.commit", "unknown"),
                "shape, one thread", "training", "inference", "ratio"));
        for (PeerShape shape : shapes()) {
            progress("inference at " + shape.label());
            double reading = new InferenceTimer(shape).tokensPerSecond();
            double training;
            try (StepTimer steps = new StepTimer(shape, 1)) {
                steps.warmUp();
                steps.measure(2 * ROUND_SECONDS, ROUND_STEPS);
                training = Rates.of(shape.batchTokens(), steps.seconds()).best();
            }
            text.append(String.format(Locale.ROOT, "%-32s %12.0f %12.0f %8.2f%n", shape.label(), training, reading,
                    reading / training));
        }
        progress("one long sequence");
        text.append(String.format(Locale.ROOT, "%nOne sequence of %,d positions at %s: %.1f s%n", LONG_SEQUENCE,
                PeerShape.ALL.get(0).label(), new InferenceTimer(PeerShape.ALL.get(0)).secondsOf(LONG_SEQUENCE)));
        return text.toString();
    }

    private void print(String text) {
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
    }

    private static void progress(String what) {
        System.err.println("benchmarks: " + what);
    }
}
