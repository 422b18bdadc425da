package io.statecap.jobs.experiment.corpus;

import io.statecap.analysis.text.Count;
import io.statecap.datasets.ByteDocuments;
import io.statecap.datasets.DocumentsSource;
import io.statecap.datasets.TextStart;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.DataSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** Text in memory as data to train on: the documents that the verb corpus would make of it, with bytes as tokens. */
final class TextData {

    private final DataSettings.Text text;
    private final CorpusSettings settings;
    private final long mostBytes;
    private final Map<ContentHash, byte[]> documents = new TreeMap<>();
    private long bytes;
    private int read;

    private TextData(DataSettings.Text text, long mostBytes) {
        this.text = text;
        this.mostBytes = mostBytes;
        settings = new CorpusSettings(null, "text", text.extensions(), List.of(), text.minimumTokens(),
                text.heldOutShare(), 1, CorpusSettings.DEFAULT_MAXIMUM_BYTES);
    }

    /**
     * @param mostBytes of text, unpacked
     * @throws UsageException where there is no text, too much, or none for a split
     */
    static TokenSource read(DataSettings.Text text, Configuration hadoop, long mostBytes) throws IOException {
        TextData data = new TextData(text, mostBytes);
        DocumentReader reader = new DocumentReader(data.settings, hadoop, new PartSummary());
        for (InputPart part : CorpusInputs.list(List.of(text.path()), data.settings, hadoop).parts()) {
            try (Documents open = reader.open(part)) {
                for (byte[] content = open.next(); content != null; content = open.next()) {
                    data.add(content);
                }
            } catch (CorpusInputException e) {
                throw new UsageException(e.getMessage());
            }
        }
        return data.source();
    }

    private void add(byte[] content) {
        read++;
        bytes += content.length;
        if (bytes > mostBytes) {
            throw new UsageException(text.path() + " has more than " + mostBytes + " bytes of text, the most that is"
                    + " held in memory: make a corpus of it with the verb corpus.");
        }
        if (content.length >= text.minimumTokens()) {
            documents.putIfAbsent(ContentHash.of(content), content);
        }
    }

    private TokenSource source() {
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
                    + Count.of(documents.size(), "document") + " in " + text.path() + ": more documents are needed, or another share.");
        }
        return new DocumentsSource(ByteDocuments.SEPARATOR + 1,
                TextStart.valueOf(text.start().toUpperCase(Locale.ROOT)), new ByteDocuments(train), new ByteDocuments(heldOut));
    }
}
