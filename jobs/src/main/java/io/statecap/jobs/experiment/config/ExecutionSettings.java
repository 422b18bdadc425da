package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.FieldType.choice;
import static io.statecap.jobs.experiment.config.FieldType.integer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;

/** How trials are run: the section {@code execution}, whose fields are below. It is no part of their identity. */
public record ExecutionSettings(int threads, int checkpointEverySeconds, double timeLimitMinutes, int maxAttempts,
                                boolean keepModels, Recompute recompute, EngineChoice engine,
                                int trialsPerDevice)
        implements Serializable {

    static final Field<Boolean> KEEP_MODELS =
            optional("keepModels", FieldType.BOOLEAN, "false", "Whether trained models stay in the results folder.");

    static final Section SECTION = Section.of(
            optional("threads", integer(1, 1_024), "1", "Threads a trial."),
            optional("checkpointEverySeconds", integer(0, 86_400), "60",
                    "Seconds between checkpoints of a trial; 0 for none."),
            optional("timeLimitMinutes", FieldType.positive(1e6), "1440",
                    "Minutes after which a trial is stopped and counted as failed."),
            optional("maxAttempts", integer(1, 100), "2", "Attempts a trial gets before it is counted as failed."),
            KEEP_MODELS,
            optional("recompute", choice(Recompute.values()), "\"auto\"",
                    "Whether each block is computed once more in the backward pass: less memory, a third more work, the"
                            + " same numbers. auto: where the trial would not fit into memory otherwise."),
            optional("engine", choice(EngineChoice.values()), "\"auto\"",
                    "What computes the trials. auto: a GPU where the task has one, else the CPU."),
            optional("trialsPerDevice", integer(0, 1_024), "0",
                    "Trials that share a GPU in local mode; 0 for as many as serve, by memory and size of the models."
                            + " On a cluster spark.task.resource.gpu.amount says it."));

    /** Whether a training computes each block once more in the backward pass: less memory, not a bit changed. */
    public enum Recompute {
        /** Where the training would not fit into memory otherwise. */
        AUTO, ALWAYS, NEVER
    }

    static ExecutionSettings of(JsonNode execution) {
        return SECTION.read(execution, ExecutionSettings.class);
    }
}
