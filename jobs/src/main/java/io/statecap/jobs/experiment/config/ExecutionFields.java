package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.FieldTypes.BOOLEAN;
import static io.statecap.jobs.experiment.config.FieldTypes.integer;
import static io.statecap.jobs.experiment.config.FieldTypes.positive;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.jobs.experiment.config.FieldType.Choice;
import io.statecap.jobs.experiment.settings.EngineChoice;
import io.statecap.jobs.experiment.settings.ExecutionSettings;
import io.statecap.jobs.experiment.settings.Recompute;

/** The section {@code execution}: how trials run. It decides no number of the results. */
final class ExecutionFields {

    private static final Field<Integer> THREADS = optional("threads", integer(1, 1_024), "1", "Threads a trial.");
    private static final Field<Integer> CHECKPOINT_EVERY_SECONDS =
            optional("checkpointEverySeconds", integer(0, 86_400), "60",
                    "Seconds between checkpoints of a trial; 0 for none.");
    private static final Field<Double> TIME_LIMIT_MINUTES = optional("timeLimitMinutes", positive(1e6), "1440",
            "Minutes after which a trial is stopped and counted as failed.");
    private static final Field<Integer> MAX_ATTEMPTS = optional("maxAttempts", integer(1, 100), "2",
            "Attempts a trial gets before it is counted as failed.");
    static final Field<Boolean> KEEP_MODELS =
            optional("keepModels", BOOLEAN, "false", "Whether trained models stay in the results folder.");
    private static final Field<Recompute> RECOMPUTE = optional("recompute", Choice.of(Recompute.values()), "\"auto\"",
            "Whether each block is computed once more in the backward pass: less memory, a third more work, the"
                    + " same numbers. auto: where the trial would not fit into memory otherwise.");

    private static final Field<EngineChoice> ENGINE = optional("engine", Choice.of(EngineChoice.values()), "\"auto\"",
            "What computes the trials. auto: a GPU where the task has one, else the CPU.");
    private static final Field<Integer> TRIALS_PER_DEVICE = optional("trialsPerDevice", integer(0, 1_024), "0",
            "Trials that share a GPU in local mode; 0 for as many as serve, by memory and size of the models. On a"
                    + " cluster spark.task.resource.gpu.amount says it.");

    static final Section SECTION = Section.of(THREADS, CHECKPOINT_EVERY_SECONDS, TIME_LIMIT_MINUTES, MAX_ATTEMPTS,
            KEEP_MODELS, RECOMPUTE, ENGINE, TRIALS_PER_DEVICE);

    private ExecutionFields() {}

    static ExecutionSettings execution(JsonNode execution) {
        return new ExecutionSettings(THREADS.of(execution), CHECKPOINT_EVERY_SECONDS.of(execution),
                TIME_LIMIT_MINUTES.of(execution), MAX_ATTEMPTS.of(execution), KEEP_MODELS.of(execution),
                RECOMPUTE.of(execution), ENGINE.of(execution), TRIALS_PER_DEVICE.of(execution));
    }
}
