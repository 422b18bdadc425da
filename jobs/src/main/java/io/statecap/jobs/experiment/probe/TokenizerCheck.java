package io.statecap.jobs.experiment.probe;

import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.experiment.config.SweepConfig;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.CorpusManifest;
import io.statecap.jobs.experiment.corpus.TokenizerFile;
import io.statecap.jobs.experiment.pretrained.PretrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** Whether the tokenizers that a sweep's trials need are there and fit, before any trial runs. */
public final class TokenizerCheck {

    private final Configuration hadoop;

    private TokenizerCheck(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * Looks at all trials whose checkpoint and corpus are at hand.
     *
     * @throws UsageException if a trial asks for passkeys without a tokenizer that its model can read, or reads a
     *                        corpus that another tokenizer made than its checkpoint's
     */
    public static void require(SweepConfig config, Configuration hadoop) throws IOException {
        new TokenizerCheck(hadoop).require(config);
    }

    private void require(SweepConfig config) throws IOException {
        boolean passkey = config.probe().kinds().contains(ProbeKind.PASSKEY);
        Set<Object> seen = new HashSet<>();
        for (Trial trial : config.trials()) {
            if (seen.add(Arrays.asList(trial.pretrained(), trial.data(), trial.model().vocabulary()))
                    && atHand(trial)) {
                requireSame(trial);
                if (passkey && !(trial.data() instanceof DataSettings.Recall)) {
                    requireFitting(trial);
                }
            }
        }
    }

    private boolean atHand(Trial trial) throws IOException {
        boolean checkpoint = trial.pretrained() == null || Files.isDirectory(trial.pretrainedPath());
        return checkpoint && (!(trial.data() instanceof DataSettings.Tokens tokens)
                || CorpusDirectory.of(tokens, hadoop).exists());
    }

    /** Token ids mean the same to the checkpoint and in the corpus. */
    private void requireSame(Trial trial) throws IOException {
        if (trial.pretrained() == null || !(trial.data() instanceof DataSettings.Tokens tokens)
                || PretrainedModel.tokenizer(trial.pretrainedPath()).isEmpty()) {
            return;
        }
        CorpusManifest manifest = CorpusDirectory.of(tokens, hadoop).manifest();
        try (Tokenizer own = open(trial)) {
            if (!own.fingerprint().equals(manifest.tokenizer())) {
                throw new UsageException("$.data.path is \"" + tokens.path() + "\", a corpus of another tokenizer ("
                        + manifest.tokenizerKind() + " " + manifest.tokenizer() + ") than the tokenizer.json of the"
                        + " checkpoint in " + trial.pretrained().path() + " (" + own.fingerprint()
                        + "): make the corpus with --tokenizer and that file.");
            }
        }
    }

    private void requireFitting(Trial trial) throws IOException {
        try (Tokenizer tokenizer = open(trial)) {
            String problem = tokenizer == null
                    ? (trial.pretrained() == null ? "the data" : "the checkpoint in " + trial.pretrained().path())
                    + " has no tokenizer.json to write the prompts with"
                    : tokenizer.vocabularySize() > trial.model().vocabulary() ? "the tokenizer has "
                    + tokenizer.vocabularySize() + " tokens and the model only " + trial.model().vocabulary() : null;
            if (problem != null) {
                throw new UsageException("$.probe.kinds has \"passkey\", but " + problem + ".");
            }
        }
    }

    /** Null if there is none. */
    private Tokenizer open(Trial trial) throws IOException {
        TokenizerFile file = ProbeSubject.tokenizer(trial.pretrainedPath(), trial.data(), hadoop);
        try {
            return file == null ? null : file.open();
        } catch (IOException e) {
            throw new UsageException(e.getMessage() + ".");
        }
    }
}
