package io.statecap.jobs.cli;

import io.statecap.jobs.cli.output.QueryTable;
import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.query.QueryResult;
import io.statecap.jobs.query.ResultsQuery;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code query}. */
@Command(name = "query", header = "Ask a results directory in SQL.",
        description = {"Runs one statement of DuckDB's SQL over the tables that DIR holds: trials, curves, training, "
            + "passkey, states, gates, thresholds and laws, with the columns of the Parquet files. A column named "
            + "group goes in double quotes."},
        footer = {"", "Examples:",
            "  statecap query results/quick \\",
            "    \"SELECT layers, train_length, avg(collapsed::int) FROM trials GROUP BY ALL\"",
            "  statecap query results/quick \"DESCRIBE curves\"",
            "  statecap query results/quick \"FROM laws\" --csv > laws.csv"})
final class QueryCommand extends Verb {

    @Parameters(index = "0", paramLabel = "DIR", description = "Results directory, on this machine.")
    private String directory;

    @Parameters(index = "1", paramLabel = "SQL", description = "One statement.")
    private String sql;

    @ArgGroup
    private Form form = new Form();

    @Option(names = "--duckdb", paramLabel = "FILE.jar",
            description = "DuckDB's JDBC driver, org.duckdb:duckdb_jdbc. Default: the one that Maven put into "
                + "jobs/target/lib.")
    private Path driver;

    private static final class Form {
        @Option(names = "--csv", description = "Print CSV instead of an aligned table.")
        private boolean csv;

        @Option(names = "--json", description = "Print a JSON list of objects instead.")
        private boolean json;
    }

    @Override
    public Integer call() throws IOException {
        QueryResult result = ResultsQuery.run(local(directory), sql, driver);
        if (!result.columns().isEmpty()) {
            if (form.csv || form.json) {
                console().out().print(form.csv ? QueryTable.csv(result) : QueryTable.json(result));
            } else {
                console().show(QueryTable.text(result));
            }
        }
        return ExitCode.OK;
    }

    private static Path local(String name) {
        URI uri = GivenPath.of(name).toUri();
        if (uri.getScheme() != null && !uri.getScheme().equals("file")) {
            throw new UsageException(name + " does not lie on this machine, but query needs a local copy of a results"
                    + " directory.");
        }
        return Path.of(uri.getPath());
    }
}
