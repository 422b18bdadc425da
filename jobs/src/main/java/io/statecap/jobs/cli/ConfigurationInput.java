package io.statecap.jobs.cli;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.Overrides;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.corpus.CorpusIdentity;
import io.statecap.jobs.experiment.pretrained.PretrainedIdentity;
import io.statecap.jobs.experiment.probe.TokenizerCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The configuration of a verb: a file, what the command line sets in it, and all that lies elsewhere and decides the
 * trials' ids, its corpus and its checkpoints.
 */
final class ConfigurationInput {

    @Parameters(index = "0", paramLabel = "CONF", description = "Configuration of the sweep, JSON.")
    private Path file;

    @Option(names = Overrides.OPTION, paramLabel = "PATH=VALUE",
            description = "Set a field of the configuration, such as training.seed=0,1,2 or criterion.kind=paper; may "
                + "be repeated. a,b,c is a list; a value may be JSON, such as [0.01,0.1] or \"text\".")
    private List<String> overrides = List.of();

    /** @throws UsageException with one sentence for each thing that is wrong, missing or does not fit */
    SweepConfig read() throws IOException {
        return read(missing -> {
            throw new UsageException(missing);
        });
    }

    /**
     * As far as it is at hand: costs can be told without corpus and checkpoints, ids of trials cannot.
     *
     * @param note takes a sentence for each thing that is not
     */
    SweepConfig bestEffort(Consumer<String> note) throws IOException {
        return read(problem -> note.accept("trial ids are preliminary: " + problem));
    }

    private SweepConfig read(Consumer<String> missing) throws IOException {
        SweepConfig config = ConfigReader.read(file, Overrides.parse(overrides));
        try {
            config = CorpusIdentity.of(config, Directories.configuration());
        } catch (UsageException e) {
            missing.accept(e.getMessage());
        }
        config = PretrainedIdentity.of(config, missing);
        TokenizerCheck.require(config, Directories.configuration());
        return config;
    }

    /** What the command line sets, as it was given. */
    List<String> overrides() {
        return List.copyOf(overrides);
    }

    /** As messages call it: the file's name. */
    @Override
    public String toString() {
        return file.toString();
    }
}
