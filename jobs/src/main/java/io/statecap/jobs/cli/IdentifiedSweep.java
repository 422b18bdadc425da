package io.statecap.jobs.cli;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.corpus.CorpusIdentity;
import io.statecap.jobs.experiment.pretrained.PretrainedIdentity;
import io.statecap.jobs.experiment.probe.TokenizerCheck;
import java.io.IOException;
import java.util.function.Consumer;

/** A configuration with all that lies elsewhere and decides the trials' ids: its corpus and its checkpoints. */
final class IdentifiedSweep {

    private IdentifiedSweep() {}

    /** @throws UsageException if anything of that is missing or does not fit */
    static SweepConfig read(ConfigurationInput configuration) throws IOException {
        SweepConfig config = PretrainedIdentity.of(
                CorpusIdentity.of(configuration.read(), Directories.configuration()));
        TokenizerCheck.require(config, Directories.configuration());
        return config;
    }

    /**
     * As far as it is at hand: costs can be told without corpus and checkpoints, ids of trials cannot.
     *
     * @param note takes a sentence for each thing that is not
     */
    static SweepConfig bestEffort(ConfigurationInput configuration, Consumer<String> note) throws IOException {
        SweepConfig config = configuration.read();
        Consumer<String> preliminary = problem -> note.accept("trial ids are preliminary: " + problem);
        try {
            config = CorpusIdentity.of(config, Directories.configuration());
        } catch (UsageException e) {
            preliminary.accept(e.getMessage());
        }
        config = PretrainedIdentity.of(config, preliminary);
        TokenizerCheck.require(config, Directories.configuration());
        return config;
    }
}
