package io.statecap.jobs.experiment.probe;

import io.statecap.datasets.RandomTokensSource;
import io.statecap.datasets.RecallSettings;
import io.statecap.datasets.RepeatedSource;
import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.passkey.PasskeyTask;
import io.statecap.datasets.passkey.RecallPasskey;
import io.statecap.datasets.passkey.TextPasskey;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.corpus.TokenSources;
import io.statecap.model.probe.LossProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a subject can be given to read. Everything that is not there is a {@link UsageException}. */
public record Prompts(ProbeSubject subject) {

    static final String HELD_OUT = "heldout";
    static final String NEWLINES = "newlines";
    static final String RANDOM = "random";
    static final String REPEATED = "repeated";

    /** The paper's repeated text (arXiv 2410.07145, its authors' {@code get_prompt.py}). */
    private static final String SENTENCES = "The capital of China is Beijing. The capital of USA is Washington. "
            + "The capital of Norway is Oslo. ";
    /** Of a model without tokenizer: this many tokens over and over. */
    private static final int PERIOD = 32;
    private static final int LINE_FEED = 10;

    /** Names of the prompts that the subject can be given. */
    public List<String> available() {
        List<String> names = new ArrayList<>();
        if (subject.data().isPresent()) {
            names.add(HELD_OUT);
        }
        names.addAll(List.of(NEWLINES, RANDOM, REPEATED));
        return names;
    }

    /** Opens a prompt by name. */
    public TokenSource open(String name) throws IOException {
        return switch (name) {
            case HELD_OUT -> heldOut();
            case "recall" -> {
                recallSettings();
                yield heldOut();
            }
            case NEWLINES -> new RepeatedSource(subject.vocabulary(), newline());
            case RANDOM -> new RandomTokensSource(subject.vocabulary());
            case REPEATED -> new RepeatedSource(subject.vocabulary(), period());
            default -> throw new UsageException("the prompt '" + name + "' must be one of heldout, newlines, random and"
                    + " repeated.");
        };
    }

    private TokenSource heldOut() throws IOException {
        DataSettings data = subject.data().orElseThrow(() -> new UsageException("the model comes without its training"
                + " data, so there is no held-out text: name a configuration with --data CONF."));
        if (data.vocabulary() > subject.vocabulary()) {
            throw new UsageException("the data have " + data.vocabulary() + " tokens, but the model only "
                    + subject.vocabulary() + ".");
        }
        return TokenSources.open(data, subject.hadoop().configuration());
    }

    private RecallSettings recallSettings() {
        if (subject.data().orElse(null) instanceof DataSettings.Recall recall) {
            return recall.settings();
        }
        throw new UsageException("the kind recall needs a model of recall data"
                + subject.data().map(data -> ", but its data are of kind " + data.kind()).orElse("")
                + ": name a configuration with --data CONF.");
    }

    /** Largest age of the data's pairs. */
    int maxAge() {
        return recallSettings().maxAge();
    }

    /** The one token that stands for line feeds: of many of them, the token that a tokenizer makes most of. */
    private int newline() throws IOException {
        if (subject.tokenizer() == null) {
            return Math.min(LINE_FEED, subject.vocabulary() - 1);
        }
        try (Tokenizer tokenizer = subject.tokenizer().open()) {
            return tokenizer.encode("\n".repeat(64))[0];
        }
    }

    private int[] period() throws IOException {
        if (subject.tokenizer() != null) {
            try (Tokenizer tokenizer = subject.tokenizer().open()) {
                return tokenizer.encode(SENTENCES);
            }
        }
        int[] tokens = new int[PERIOD];
        open(subject.data().isEmpty() ? RANDOM : HELD_OUT).open(Split.HELD_OUT, LossProbe.SEED, 0)
                .read(tokens, new int[PERIOD], 0, PERIOD);
        return tokens;
    }

    /** How retrieval is asked for, where the tokenizer is the caller's to close. */
    public PasskeyTask passkey(Tokenizer tokenizer) {
        if (subject.data().orElse(null) instanceof DataSettings.Recall recall) {
            return new RecallPasskey(recall.settings());
        }
        if (tokenizer == null) {
            throw new UsageException("the model has no tokenizer, so it cannot be asked for a passkey: it needs a"
                    + " tokenizer.json, --tokenizer bytes, or --data CONF with data of kind recall.");
        }
        if (tokenizer.vocabularySize() > subject.vocabulary()) {
            throw new UsageException("the tokenizer has " + tokenizer.vocabularySize() + " tokens, but the model only "
                    + subject.vocabulary() + ".");
        }
        return new TextPasskey(tokenizer);
    }

    /** The subject's tokenizer, opened; null if it has none. */
    public Tokenizer tokenizer() throws IOException {
        return subject.tokenizer() == null ? null : subject.tokenizer().open();
    }
}
