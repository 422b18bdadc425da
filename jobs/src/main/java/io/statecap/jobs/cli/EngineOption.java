package io.statecap.jobs.cli;

import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.engine.Lease;
import io.statecap.jobs.experiment.config.EngineChoice;
import io.statecap.model.engine.Precision;
import java.util.List;
import picocli.CommandLine.Option;

/** What reads with a model, by the verbs {@code score} and {@code probe}. */
final class EngineOption {

    @Option(names = "--engine", paramLabel = "E", defaultValue = "auto",
            description = "auto, cpu or cuda; auto takes a GPU where there is one. Default: ${DEFAULT-VALUE}.")
    EngineChoice choice;

    @Option(names = "--precision", paramLabel = "P", defaultValue = "float32",
            description = "Arithmetic of matrix products: float32, or on a GPU tf32 or bf16. Default:"
                + " ${DEFAULT-VALUE}.")
    Precision precision;

    /**
     * An engine of this machine, on its first device if it has one.
     *
     * @throws io.statecap.jobs.common.UsageException if this machine cannot do it
     */
    Lease open() {
        Engines.requireHere(choice, List.of(precision));
        return Engines.first(choice, precision);
    }
}
