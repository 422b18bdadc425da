package io.statecap.jobs.spark;

import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.sweep.SweepOptions;
import io.statecap.jobs.experiment.sweep.SweepOutcome;
import io.statecap.jobs.experiment.trial.TrialRunner;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A small sweep in a temporary folder, run on two local cores. */
public final class TestSweep {

    final SweepConfig config;
    final ResultsDirectory results;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    public TestSweep(Path folder, String dStates, String lengths, String seeds, String more) throws IOException {
        this(folder, config(dStates, lengths, seeds, more));
    }

    public TestSweep(Path folder, SweepConfig config) throws IOException {
        this.config = config;
        this.results = ResultsDirectory.local(folder);
    }

    static SweepConfig config(String dStates, String lengths, String seeds, String more) {
        return ConfigReader.parse("""
                {"name": "test",
                 "model": {"dModel": 8, "layers": 1, "dState": %s, "headDim": 8, "expand": 2},
                 "data": {"kind": "recall", "keys": 16, "values": 8, "newRate": 0.5, "maxAge": 16},
                 "training": {"length": %s, "tokens": 2048, "batchTokens": 1024, "learningRate": 0.005, "seed": %s},
                 "probe": {"length": 2048, "sequences": 2, "slices": ["all"]},
                 "criterion": {"kind": "excess", "limit": 0.1, "slice": "all"}
                 %s}""".formatted(dStates, lengths, seeds, more), "test.json");
    }

    /** One cell of another width: the same grid, but another sweep. */
    static SweepConfig ofWidth(int dModel) {
        return ConfigReader.parse(config("4", "16", "0", "").resolvedJson()
                .replace("\"dModel\":8", "\"dModel\":" + dModel), "test.json");
    }

    SweepRunner runner(TrialRunner trials, SweepOptions options) {
        return new SweepRunner(config, results, options, trials, TestSweep::spark,
                new PrintStream(err, true, StandardCharsets.UTF_8), () -> 0);
    }

    public SweepOutcome run(TrialRunner trials) throws IOException, InterruptedException {
        return run(trials, SweepOptions.DEFAULT);
    }

    public SweepOutcome run(TrialRunner trials, SweepOptions options) throws IOException, InterruptedException {
        return runner(trials, options).run();
    }

    static JavaSparkContext spark() {
        SparkConf conf = new SparkConf().setAppName("test").setMaster("local[2,2]").set("spark.ui.enabled", "false")
                .set("spark.executor.heartbeatInterval", "1s");
        return new JavaSparkContext(conf);
    }

    Map<String, TrialRow> rows() throws IOException {
        return results.read(Table.TRIALS).stream()
                .collect(Collectors.toMap(row -> row.dState() + "/" + row.trainLength() + "/" + row.seed(),
                        Function.identity()));
    }

    List<String> progress() {
        return err.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
