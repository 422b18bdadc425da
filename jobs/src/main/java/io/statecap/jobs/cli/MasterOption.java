package io.statecap.jobs.cli;

import picocli.CommandLine.Option;

/** The Spark master of the verbs that run on Spark; null for the default. */
final class MasterOption {

    @Option(names = "--master", paramLabel = "URL",
            description = "Spark master. Default: that of spark-submit, else local[*].")
    String url;
}
