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
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.TokenSources;
import io.statecap.jobs.experiment.corpus.TokenizerFile;
import io.statecap.jobs.experiment.pretrained.PretrainedModel;
import io.statecap.jobs.results.files.HadoopSettings;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.StartStates;
import io.statecap.model.probe.LossProbe;
import io.statecap.model.probe.Slice;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What is known of a model to probe, besides its weights, and what it can be given to read.
 *
 * @param config      its sizes
 * @param dataOrNull  the data to probe on; null if none is known
 * @param slices      subsets of positions that held-out losses are reported on
 * @param dataId      names the data; empty if none is known
 * @param tokenizer   null if it has none
 * @param trainLength training length, tokens; 0 if not known
 * @param hadoop      where files of data are found
 * @param start       states that its training started sequences from; the empty one where that is not known, as of a
 *                    checkpoint
 */
public record ProbeSubject(Mamba2Config config, DataSettings dataOrNull, List<Slice> slices, String dataId,
                           TokenizerFile tokenizer, int trainLength, HadoopSettings hadoop,
                           StartStates start)
        implements Serializable {

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

    public ProbeSubject {
        slices = List.copyOf(slices);
    }

    /**
     * What is known of a trial's model.
     *
     * @throws IOException if a tokenizer cannot be read
     */
    public static ProbeSubject of(Trial trial, Configuration hadoop) throws IOException {
        return of(trial, tokenizer(trial.pretrainedPath(), trial.data(), hadoop), new HadoopSettings(hadoop));
    }

    /** The same, with a tokenizer and places of files that may be null where nothing is read. */
    public static ProbeSubject of(Trial trial, TokenizerFile tokenizer, HadoopSettings hadoop) {
        return new ProbeSubject(trial.model(), trial.data(), trial.probe().slices(), trial.trialId(), tokenizer,
                trial.training().length(), hadoop, StartStates.EMPTY);
    }

    /**
     * What a model reads text by: its own {@code tokenizer.json}, else that of the data that it is to read.
     *
     * @param model directory of the model; null if it has none
     * @param data  null if not known
     * @return null if there is none
     */
    static TokenizerFile tokenizer(Path model, DataSettings data, Configuration hadoop) throws IOException {
        Optional<Path> own = model == null ? Optional.empty() : PretrainedModel.tokenizer(model);
        if (own.isPresent()) {
            return TokenizerFile.json(own.get());
        }
        if (data instanceof DataSettings.Tokens tokens) {
            CorpusDirectory corpus = CorpusDirectory.of(tokens, hadoop);
            return corpus.exists() ? corpus.tokenizer().orElse(null) : null;
        }
        return data instanceof DataSettings.Text ? TokenizerFile.bytes() : null;
    }

    /** The data to probe on, if known. */
    public Optional<DataSettings> data() {
        return Optional.ofNullable(dataOrNull);
    }

    /** The same, of a training whose sequences start from these states. */
    public ProbeSubject startingFrom(StartStates states) {
        return new ProbeSubject(config, dataOrNull, slices, dataId, tokenizer, trainLength, hadoop, states);
    }

    /** Names of the prompts that the subject can be given. */
    public List<String> prompts() {
        List<String> names = new ArrayList<>();
        if (data().isPresent()) {
            names.add(HELD_OUT);
        }
        names.addAll(List.of(NEWLINES, RANDOM, REPEATED));
        return names;
    }

    /**
     * Opens a prompt by name.
     *
     * @throws UsageException if it is not there
     */
    public TokenSource open(String name) throws IOException {
        return switch (name) {
            case HELD_OUT -> heldOut();
            case "recall" -> {
                recallSettings();
                yield heldOut();
            }
            case NEWLINES -> new RepeatedSource(config.vocabulary(), newline());
            case RANDOM -> new RandomTokensSource(config.vocabulary());
            case REPEATED -> new RepeatedSource(config.vocabulary(), period());
            default -> throw new UsageException("the prompt '" + name + "' must be one of heldout, newlines, random and"
                    + " repeated.");
        };
    }

    private TokenSource heldOut() throws IOException {
        DataSettings data = data().orElseThrow(() -> new UsageException("the model comes without its training"
                + " data, so there is no held-out text: name a configuration with --data CONF."));
        if (data.vocabulary() > config.vocabulary()) {
            throw new UsageException("the data have " + data.vocabulary() + " tokens, but the model only "
                    + config.vocabulary() + ".");
        }
        return TokenSources.open(data, hadoop.configuration());
    }

    private RecallSettings recallSettings() {
        if (data().orElse(null) instanceof DataSettings.Recall recall) {
            return recall.settings();
        }
        throw new UsageException("the kind recall needs a model of recall data"
                + data().map(data -> ", but its data are of kind " + data.kind()).orElse("")
                + ": name a configuration with --data CONF.");
    }

    /** Largest age of the data's pairs. */
    int maxAge() {
        return recallSettings().maxAge();
    }

    /** The one token that stands for line feeds: of many of them, the token that a tokenizer makes most of. */
    private int newline() {
        if (tokenizer == null) {
            return Math.min(LINE_FEED, config.vocabulary() - 1);
        }
        try (Tokenizer open = tokenizer.open()) {
            return open.encode("\n".repeat(64))[0];
        }
    }

    private int[] period() throws IOException {
        if (tokenizer != null) {
            try (Tokenizer open = tokenizer.open()) {
                return open.encode(SENTENCES);
            }
        }
        int[] tokens = new int[PERIOD];
        open(data().isEmpty() ? RANDOM : HELD_OUT).open(Split.HELD_OUT, LossProbe.SEED, 0)
                .read(tokens, new int[PERIOD], 0, PERIOD);
        return tokens;
    }

    /** How retrieval is asked for, where the tokenizer is the caller's to close. */
    public PasskeyTask passkey(Tokenizer tokenizer) {
        if (data().orElse(null) instanceof DataSettings.Recall recall) {
            return new RecallPasskey(recall.settings());
        }
        if (tokenizer == null) {
            throw new UsageException("the model has no tokenizer, so it cannot be asked for a passkey: it needs a"
                    + " tokenizer.json, --tokenizer bytes, or --data CONF with data of kind recall.");
        }
        if (tokenizer.vocabularySize() > config.vocabulary()) {
            throw new UsageException("the tokenizer has " + tokenizer.vocabularySize() + " tokens, but the model only "
                    + config.vocabulary() + ".");
        }
        return new TextPasskey(tokenizer);
    }

    /** The tokenizer, opened; null if there is none. */
    public Tokenizer openTokenizer() {
        return tokenizer == null ? null : tokenizer.open();
    }
}
