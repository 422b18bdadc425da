package io.statecap.jobs.cli;

import io.statecap.jobs.cli.output.MessageStream;
import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.SweepIdentity;
import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** From what the command line names to results directories. */
final class Directories {

    private static final String SPARK_HADOOP = "spark.hadoop.";

    private Directories() {}

    /**
     * Hadoop's configuration with what {@code spark-submit} was given as {@code spark.hadoop.…}, which it hands on as
     * system properties. Spark's own way to the same loads most of Spark, over a second for verbs that need none of it.
     */
    static Configuration configuration() {
        Configuration configuration = new Configuration();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(SPARK_HADOOP))
                .forEach(name -> configuration.set(name.substring(SPARK_HADOOP.length()), System.getProperty(name)));
        return configuration;
    }

    /**
     * The results directory of a name, which need not exist.
     *
     * @throws UsageException if the name cannot be one
     */
    static ResultsDirectory at(String name) {
        try {
            return ResultsDirectory.at(GivenPath.of(name), configuration());
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException("'" + name + "' cannot be a results directory: " + e.getMessage());
        }
    }

    /** A path as a person would write it. */
    static String display(Path path) {
        return MessageStream.plain(path.toString());
    }

    /** The configuration of the sweep that a directory holds. */
    static SweepConfig sweepIn(ResultsDirectory results) throws IOException {
        String text = results.readSweep().orElseThrow(() -> new UsageException(results.root()
                + " is not a results directory: it has no sweep.json."));
        return SweepIdentity.configOf(text, results.sweepFile().toString());
    }
}
