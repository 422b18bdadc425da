package io.statecap.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code benchmarks/run kernels}: the JMH benchmarks of the kernels, with the share of the {@code sgemm} rate. */
@Command(name = "benchmarks/run kernels", mixinStandardHelpOptions = true,
        description = "Runs JMH benchmarks of the kernels, each beside its plain version.")
public final class KernelBenchmark implements Callable<Integer> {

    private static final int WARM_UPS = 3;

    @Parameters(arity = "0..*", paramLabel = "REGEX", description = "Benchmarks to run, such as Ssd or cblas. "
            + "Default: all.")
    private List<String> patterns = List.of();

    @Option(names = "--shape", paramLabel = "VALUE", description = "Only this shape, 1 to 3.")
    private String shape;

    @Option(names = "--product", paramLabel = "MxKxN", description = "Only this matrix product.")
    private String product;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "0.5",
            description = "Seconds of each iteration. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "4",
            description = "Measured iterations of each benchmark, after warm-up. Default: ${DEFAULT-VALUE}.")
    private int iterations;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new KernelBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws RunnerException {
        double sgemm = Sgemm.blas();
        TimeValue time = TimeValue.milliseconds(Math.max(1, Math.round(1000 * seconds)));
        ChainedOptionsBuilder options = new OptionsBuilder().mode(Mode.Throughput).timeUnit(TimeUnit.SECONDS).forks(1)
                .warmupIterations(WARM_UPS).warmupTime(time).measurementIterations(iterations)
                .measurementTime(time).shouldFailOnError(true);
        patterns.forEach(options::include);
        if (shape != null) {
            options.param("shape", shape);
        }
        if (product != null) {
            options.param("product", product);
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        System.out.printf(Locale.ROOT, "%n%s%n%s, commit %s, sgemm of one thread %.1f GFLOP/s%n%n"
                        + "%-42s %-16s %12s %7s %10s %9s %12s%n", Machine.description(), Machine.jdk(),
                System.getProperty("statecap.commit", "unknown"), sgemm / 1e9, "kernel", "size", "us a call", "+-",
                "GFLOP/s", "of sgemm", "ns/element");
        results.forEach(result -> System.out.println(line(result, sgemm)));
        return 0;
    }

    private static String line(RunResult result, double sgemm) {
        String name = result.getParams().getBenchmark();
        name = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
        String sizes = result.getParams().getParamsKeys().stream().map(result.getParams()::getParam)
                .collect(Collectors.joining(" "));
        Result<?> calls = result.getPrimaryResult();
        double flops = result.getSecondaryResults().get("flops").getScore();
        double elements = result.getSecondaryResults().get("elements").getScore();
        return String.format(Locale.ROOT, "%-42s %-16s %12.2f %6.0f%% %10s %9s %12.2f", name, sizes,
                1e6 / calls.getScore(), 100 * calls.getScoreError() / calls.getScore(),
                flops == 0 ? "" : String.format(Locale.ROOT, "%.1f", flops / 1e9),
                flops == 0 ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * flops / sgemm), 1e9 / elements);
    }
}
