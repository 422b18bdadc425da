package io.statecap.jobs.experiment.corpus;

import io.statecap.analysis.text.Count;
import io.statecap.datasets.ByteDocuments;
import io.statecap.datasets.DocumentsSource;
import io.statecap.datasets.RecallSource;
import io.statecap.datasets.RepeatedSource;
import io.statecap.datasets.TextStart;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.DataSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
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
            return text(text, hadoop, MOST_TEXT_BYTES);
        }
        if (data instanceof DataSettings.Tokens tokens) {
            CorpusReader reader = new CorpusReader(CorpusDirectory.of(tokens, hadoop));
            if (!tokens.corpus().isEmpty() && !tokens.corpus().equals(reader.manifest().fingerprint())) {
                throw new UsageException("the corpus in " + tokens.path() + " is " + reader.manifest().fingerprint()
                        + ", but this trial is of " + tokens.corpus() + ".");
            }
            return reader.source(start(tokens.start()), CorpusReader.localCopies());
        }
        throw new UsageException("data.kind '" + data.kind() + "' cannot be read yet");
    }

    private static TextStart start(String name) {
        return TextStart.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /**
     * Text in memory as data to train on: the documents that the verb corpus would make of it, with bytes as tokens.
     *
     * @param mostBytes of text, unpacked
     * @throws UsageException where there is no text, too much, or none for a split
     */
    static TokenSource text(DataSettings.Text text, Configuration hadoop, long mostBytes) throws IOException {
        CorpusSettings settings = new CorpusSettings(null, "text", text.extensions(), List.of(), text.minimumTokens(),
                text.heldOutShare(), 1, CorpusSettings.DEFAULT_MAXIMUM_BYTES);
        DocumentReader reader = new DocumentReader(CorpusInputs.list(List.of(text.path()), settings, hadoop).iterator(),
                settings, hadoop, new PartSummary());
        SortedMap<ContentHash, byte[]> documents = new TreeMap<>();
        int read = 0;
        long left = mostBytes;
        while (reader.hasNext()) {
            byte[] content = reader.next();
            read++;
            left -= content.length;
            if (left < 0) {
                throw new UsageException(text.path() + " has more than " + mostBytes + " bytes of text, the most that"
                        + " is held in memory: make a corpus of it with the verb corpus.");
            }
            if (content.length >= text.minimumTokens()) {
                documents.putIfAbsent(ContentHash.of(content), content);
            }
        }
        if (documents.isEmpty()) {
            throw new UsageException("of " + Count.of(read, "document") + " in " + text.path()
                    + " none has minimumTokens = " + text.minimumTokens() + " bytes or more.");
        }
        List<byte[]> train = new ArrayList<>();
        List<byte[]> heldOut = new ArrayList<>();
        documents.forEach((hash, content) -> (hash.heldOut(text.heldOutShare()) ? heldOut : train).add(content));
        if (train.isEmpty() || heldOut.isEmpty()) {
            throw new UsageException("heldOutShare = " + text.heldOutShare() + " leaves no "
                    + (train.isEmpty() ? "training" : "held-out") + " document among "
                    + Count.of(documents.size(), "document") + " in " + text.path()
                    + ": more documents are needed, or another share.");
        }
        return new DocumentsSource(ByteDocuments.SEPARATOR + 1, start(text.start()), new ByteDocuments(train),
                new ByteDocuments(heldOut));
    }
}
