package io.statecap.jobs.experiment.probe;

import io.statecap.datasets.tokenizer.ByteTokenizer;
import io.statecap.datasets.tokenizer.HuggingFaceJsonTokenizer;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.common.HostSetup;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.CorpusManifest;
import io.statecap.jobs.experiment.pretrained.PretrainedModel;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.hadoop.conf.Configuration;

/** A tokenizer as it travels to executors: the whole file, which they need not be able to reach. */
public final class TokenizerChoice implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Content of a tokenizer.json; null for bytes. */
    private final byte[] json;

    private TokenizerChoice(byte[] json) {
        this.json = json;
    }

    /** Bytes as tokens. */
    public static TokenizerChoice bytes() {
        return new TokenizerChoice(null);
    }

    /** What a {@code tokenizer.json} describes. */
    public static TokenizerChoice ofFile(Path file) throws IOException {
        return new TokenizerChoice(Files.readAllBytes(file));
    }

    /**
     * What a model reads text by: its own {@code tokenizer.json}, else that of the data that it is to read.
     *
     * @param model directory of the model; null if it has none
     * @param data  null if not known
     * @return null if there is none
     */
    static TokenizerChoice of(Path model, DataSettings data, Configuration hadoop) throws IOException {
        Optional<Path> own = model == null ? Optional.empty() : PretrainedModel.tokenizer(model);
        if (own.isPresent()) {
            return ofFile(own.get());
        }
        if (data instanceof DataSettings.Tokens tokens) {
            return ofCorpus(tokens, hadoop);
        }
        return data instanceof DataSettings.Text ? bytes() : null;
    }

    /** What a trial's model reads text by; null if there is none. */
    static TokenizerChoice of(Trial trial, Configuration hadoop) throws IOException {
        return of(trial.pretrainedPath(), trial.data(), hadoop);
    }

    /** Words are no help: they cannot spell a number. */
    private static TokenizerChoice ofCorpus(DataSettings.Tokens tokens, Configuration hadoop) throws IOException {
        CorpusDirectory corpus = new CorpusDirectory(new org.apache.hadoop.fs.Path(tokens.path()),
                hadoop);
        if (!corpus.exists()) {
            return null;
        }
        return switch (corpus.manifest().tokenizerKind()) {
            case CorpusManifest.BYTES -> bytes();
            case CorpusManifest.JSON -> new TokenizerChoice(corpus.tokenizerJson());
            default -> null;
        };
    }

    /** Equal for equal tokenizers. */
    String hash() {
        return json == null ? "bytes" : DigestUtils.sha256Hex(json);
    }

    /** Opens it; the caller closes it. */
    public Tokenizer open() throws IOException {
        if (json == null) {
            return new ByteTokenizer();
        }
        Path copy = Files.createTempFile(HostSetup.temporaries(), "statecap-tokenizer", ".json");
        try {
            Files.write(copy, json);
            return HuggingFaceJsonTokenizer.open(copy);
        } finally {
            Files.delete(copy);
        }
    }
}
