package io.statecap.jobs.cli;

import io.statecap.analysis.Analysis;
import io.statecap.analysis.report.Report;
import io.statecap.analysis.table.TrialRow;
import io.statecap.analysis.text.ProbeTables;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.config.EngineChoice;
import io.statecap.jobs.experiment.config.ExecutionSettings;
import io.statecap.jobs.experiment.config.ExecutionSettings.Recompute;
import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.probe.ProbePlan;
import io.statecap.jobs.experiment.probe.ProbeSubject;
import io.statecap.jobs.experiment.probe.ProbedModel;
import io.statecap.jobs.results.ProbeRows;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.jobs.spark.SparkProbeExecutor;
import io.statecap.jobs.spark.SparkSessions;
import io.statecap.model.Mamba2Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code probe}. */
@Command(name = "probe", header = "Probe one model, on Spark.",
        description = {"heldout, newlines: loss against position. recall: the same with accuracy by the age of what is "
            + "recalled. passkey: retrieval of one fact by context length and depth. states, gates: statistics of each "
            + "head along the position. Several kinds may be given, with commas between them; several --mitigation "
            + "are measured side by side.",
            "Memory does not grow with the length. A model that train kept knows its data and training length; of "
            + "others, --data and --train-length tell them. Tables are printed; with --out they are also written to "
            + "DIR/curves, passkey, states and gates, under a name made of the weights and the request, and drawn in "
            + "DIR/figures."},
        footer = {"", "Examples:", "  statecap probe --model M --kind states,gates --length 65536 \\",
            "    --out results/probe",
            "  statecap probe --model M --kind heldout,passkey --mitigation none \\",
            "    --mitigation forget --mitigation window:tokens=64"})
final class ProbeCommand extends Verb {

    /** One thread a task; nothing of a training. */
    private static final ExecutionSettings EXECUTION = new ExecutionSettings(1, 0, Double.MAX_VALUE, 2, false,
            Recompute.AUTO, EngineChoice.AUTO, 0);

    @Option(names = "--model", required = true, paramLabel = "M",
            description = "Model directory: config.json with model.safetensors or pytorch_model.bin; or the "
                + "results directory of train.")
    private Path model;

    @Mixin
    private ProbeOptions options;

    @Mixin
    private EngineOption engine;

    @Option(names = "--out", paramLabel = "DIR",
            description = "Results directory to write the tables to; any file system that Hadoop knows.")
    private String out;

    @Option(names = "--data", paramLabel = "CONF",
            description = "Configuration whose data (of its first trial) to probe on. Default: the model's own.")
    private Path data;

    @Option(names = "--train-length", paramLabel = "T", description = "Training length. Default: the model's own.")
    private Integer trainLength;

    @Option(names = "--tokenizer", paramLabel = "F",
            description = "bytes, or a tokenizer.json. Default: that in the model directory.")
    private String tokenizer;

    @Mixin
    private MasterOption master;

    @Override
    int run() throws IOException {
        ProbedModel probed = ProbedModel.read(model, data, trainLength, tokenizer,
                Directories.configuration());
        ProbePlan.Request request = options.request(probed.subject());
        ResultsDirectory results = out == null ? null : Directories.at(out);
        ProbeRows rows = measure(probed, request);
        if (results != null) {
            write(results, rows);
        }
        console().show(ProbeTables.of(rows.curves(), rows.passkey(), rows.states(), rows.gates(),
                probed.subject().trainLength()));
        if (results != null) {
            draw(results, probed.subject(), rows);
        }
        return ExitCode.OK;
    }

    private void draw(ResultsDirectory results, ProbeSubject subject, ProbeRows rows) {
        String folder = "figures/" + rows.key() + "/";
        Report.Data data = new Report.Data("", List.of(named(subject, rows.key())), rows.curves(), List.of(),
                rows.passkey(), rows.states(), rows.gates(), Analysis.NONE, List.of(), "");
        Reports.tell(console(), () -> Reports.store(results, folder, local -> Report.writeProbeFigures(local, data)),
                "wrote " + results.path(folder), "figures are missing, the tables are not");
    }

    /** The model as figures name it: by its size and training length. */
    private static TrialRow named(ProbeSubject subject, String key) {
        Mamba2Config config = subject.config();
        return new TrialRow(key, "", subject.data().map(DataSettings::kind).orElse(""), "", config.dModel(),
                config.layers(), config.headDim(), config.expand(), config.dState(), config.stateSize(),
                config.parameters(), subject.trainLength(), 0, 0, 0, null, null, null, null, null, "ok", null, 1, null,
                null, null, 1, "", "", null, null, "{}", null, null, null, null);
    }

    private ProbeRows measure(ProbedModel probed, ProbePlan.Request request) throws IOException {
        if (SparkSessions.isLocal(master.url)) {
            Engines.requireHere(engine.choice, List.of(engine.precision));
        }
        try (JavaSparkContext spark = SparkSessions.open("statecap probe", master.url, EXECUTION, 0)) {
            return ProbePlan.of(probed.subject(), List.of(request), probed.key(request), null)
                    .run(new SparkProbeExecutor(spark, probed, SparkSessions.isLocal(master.url)
                            ? Engines.here(engine.choice)
                            : Engines.ofCluster(engine.choice), engine.precision));
        }
    }

    private void write(ResultsDirectory results, ProbeRows rows) throws IOException {
        write(results, Table.CURVES, rows.key(), rows.curves());
        write(results, Table.PASSKEY, rows.key(), rows.passkey());
        write(results, Table.STATES, rows.key(), rows.states());
        write(results, Table.GATES, rows.key(), rows.gates());
    }

    private <R> void write(ResultsDirectory results, Table<R> table, String key, List<R> rows) throws IOException {
        if (!rows.isEmpty()) {
            results.write(table, key, rows);
            console().err().println("wrote " + results.path(table.name() + "/" + key + ".parquet"));
        }
    }
}
