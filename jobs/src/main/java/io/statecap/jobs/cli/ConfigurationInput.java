package io.statecap.jobs.cli;

import io.statecap.jobs.experiment.config.ConfigReader;
import io.statecap.jobs.experiment.config.Overrides;
import io.statecap.jobs.experiment.config.SweepConfig;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The configuration of a verb: a file, and what the command line sets in it. */
final class ConfigurationInput {

    @Parameters(index = "0", paramLabel = "CONF", description = "Configuration of the sweep, JSON.")
    private Path file;

    @Option(names = Overrides.OPTION, paramLabel = "PATH=VALUE",
            description = "Set a field of the configuration, such as training.seed=0,1,2 or criterion.kind=paper; may "
                + "be repeated. a,b,c is a list; a value may be JSON, such as [0.01,0.1] or \"text\".")
    private List<String> overrides = List.of();

    /** @throws io.statecap.jobs.common.UsageException with one sentence for each thing that is wrong */
    SweepConfig read() {
        return ConfigReader.read(file, Overrides.parse(overrides));
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
