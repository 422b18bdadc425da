package io.statecap.jobs.experiment.corpus;

import io.statecap.datasets.RecallSource;
import io.statecap.datasets.RepeatedSource;
import io.statecap.datasets.TextStart;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.DataSettings;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/** Opens the data that a configuration names. */
public final class TokenSources {

    private static final long MOST_TEXT_BYTES = 512L << 20;

    private TokenSources() {}

    /**
     * @throws IOException    if files cannot be read
     * @throws UsageException if they hold nothing that fits the settings
     */
    public static TokenSource open(DataSettings data, Configuration hadoop) throws IOException {
        if (data instanceof DataSettings.Recall recall) {
            return new RecallSource(recall.settings());
        }
        if (data instanceof DataSettings.Newlines newlines) {
            return new RepeatedSource(newlines.vocabulary(), newlines.token());
        }
        if (data instanceof DataSettings.Text text) {
            return TextData.read(text, hadoop, MOST_TEXT_BYTES);
        }
        if (data instanceof DataSettings.Tokens tokens) {
            CorpusReader reader = new CorpusReader(CorpusDirectory.of(tokens, hadoop));
            if (!tokens.corpus().isEmpty() && !tokens.corpus().equals(reader.manifest().fingerprint())) {
                throw new UsageException("the corpus in " + tokens.path() + " is " + reader.manifest().fingerprint()
                        + ", but this trial is of " + tokens.corpus() + ".");
            }
            return reader.source(TextStart.valueOf(tokens.start().toUpperCase(Locale.ROOT)),
                    CorpusReader.localCopies());
        }
        throw new UsageException("data.kind '" + data.kind() + "' cannot be read yet");
    }
}
