package io.statecap.jobs.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.statecap.analysis.table.CurveRow;
import io.statecap.analysis.table.TrialRow;
import io.statecap.jobs.common.UsageException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.io.FileUtils;

/**
 * A sweep as an experiment of an MLflow file store ({@code mlruns}), with one run a trial: {@code meta.yaml},
 * {@code params/}, {@code metrics/} with lines {@code timestamp value step}, {@code tags/} and {@code artifacts/}.
 * Other experiments in the same store are left alone.
 */
public final class MlflowExport {

    private static final String META = "meta.yaml";
    private static final String ACTIVE = "active";
    private static final int LOCAL = 4;
    private static final int FINISHED = 3;
    private static final int FAILED = 4;
    private static final int RUN_ID_DIGITS = 32;
    /** What MLflow takes for an experiment's number: 18 decimal digits. */
    private static final BigInteger EXPERIMENTS = BigInteger.TEN.pow(18);
    private static final ObjectMapper YAML =
            new YAMLMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    private final Path store;
    private final String sweep;
    private final String experiment;

    /**
     * @param store folder of the store, for example {@code mlruns}
     * @param sweep name of the sweep and of the experiment
     */
    public MlflowExport(Path store, String sweep) {
        this.store = store.toAbsolutePath().normalize();
        this.sweep = sweep;
        this.experiment = new BigInteger(DigestUtils.sha256Hex(sweep), 16).mod(EXPERIMENTS).toString();
    }

    /**
     * Writes the experiment.
     *
     * @param overwrite whether an earlier export of a sweep of this name may be replaced
     * @throws UsageException if it is there and may not be replaced
     */
    public void write(ExportedTrials trials, boolean overwrite) throws IOException {
        Path folder = store.resolve(experiment);
        if (Files.exists(folder)) {
            if (!overwrite) {
                throw new UsageException("--mlflow " + store + " holds an experiment of the name " + sweep
                        + " already (" + experiment + "); choose another folder, or replace it with --overwrite.");
            }
        }
        // Whole before it replaces an earlier one; what a killed export left goes first.
        Path content = store.resolve("." + experiment + ".tmp");
        FileUtils.deleteDirectory(content.toFile());
        Files.createDirectories(content);
        LongSummaryStatistics times = new LongSummaryStatistics();
        trials.forEach(run -> {
            writeRun(content, run);
            times.accept(run.trial().startedAt().toEpochMilli());
        });
        YAML.writeValue(content.resolve(META).toFile(), new ExperimentMeta(uri(folder),
                times.getCount() == 0 ? 0 : times.getMin(), experiment,
                times.getCount() == 0 ? 0 : times.getMax(), ACTIVE, sweep));
        FileUtils.deleteDirectory(folder.toFile());
        Files.move(content, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    private void writeRun(Path content, ExportedTrials.Run run) throws IOException {
        TrialRow trial = run.trial();
        String id = DigestUtils.sha256Hex(sweep + "/" + trial.trialId()).substring(0, RUN_ID_DIGITS);
        Path folder = Files.createDirectory(content.resolve(id));
        YAML.writeValue(folder.resolve(META).toFile(), meta(run, id));
        for (Map.Entry<String, JsonNode> setting : run.settings().entrySet()) {
            write(folder, "params/" + safe(setting.getKey()), setting.getValue().asText());
        }
        for (Map.Entry<String, List<TrialMetrics.Point>> series : run.metrics().entrySet()) {
            StringBuilder lines = new StringBuilder();
            series.getValue().forEach(point -> lines.append(point.at().toEpochMilli()).append(' ').append(point.value())
                    .append(' ').append(point.step()).append('\n'));
            write(folder, "metrics/" + safe(series.getKey()), lines.toString());
        }
        for (Map.Entry<String, Object> tag : tags(run).entrySet()) {
            if (tag.getValue() != null) {
                write(folder, "tags/" + tag.getKey(), tag.getValue().toString());
            }
        }
        Files.createDirectories(folder.resolve("artifacts"));
        write(folder, "artifacts/config.json", trial.configJson());
        if (!run.curves().isEmpty()) {
            write(folder, "artifacts/curves.csv", new CsvRows<>(CurveRow.class).text(run.curves()));
        }
    }

    private record ExperimentMeta(String artifactLocation, long creationTime, String experimentId, long lastUpdateTime,
                                  String lifecycleStage, String name) {}

    private record RunMeta(String artifactUri, Long endTime, String entryPointName, String experimentId,
                           String lifecycleStage, String runId, String runName, String runUuid, String sourceName,
                           int sourceType, String sourceVersion, long startTime, int status, List<String> tags,
                           String userId) {}

    private RunMeta meta(ExportedTrials.Run run, String id) {
        TrialRow trial = run.trial();
        return new RunMeta(uri(store.resolve(experiment).resolve(id).resolve("artifacts")),
                trial.finishedAt() == null ? null : trial.finishedAt().toEpochMilli(), "", experiment, ACTIVE, id,
                run.name(), id, "", LOCAL, "", trial.startedAt().toEpochMilli(),
                "ok".equals(trial.status()) ? FINISHED : FAILED, List.of(), trial.host());
    }

    private Map<String, Object> tags(ExportedTrials.Run run) {
        TrialRow trial = run.trial();
        Map<String, Object> tags = new LinkedHashMap<>();
        tags.put("mlflow.runName", run.name());
        tags.put("mlflow.source.name", "statecap");
        tags.put("mlflow.source.type", "LOCAL");
        tags.put("statecap.trial_id", trial.trialId());
        tags.put("statecap.sweep", trial.sweep());
        tags.put("statecap.group", trial.group());
        tags.put("statecap.version", trial.version());
        tags.put("statecap.collapsed", trial.collapsed());
        tags.put("statecap.error", trial.error());
        return tags;
    }

    /** MLflow's names: letters, digits, {@code _ - . / } and blanks. */
    private static String safe(String name) {
        return name.replaceAll("[^\\w./-]+", "_");
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** Without the slash at the end that a folder's has: the place need not exist yet. */
    private static String uri(Path path) {
        return path.toUri().toString().replaceFirst("/$", "");
    }
}
