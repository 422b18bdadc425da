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

    private TokenizerCheck() {}

    /**
     * Looks at all trials whose checkpoint and corpus are at hand.
     *
     * @throws UsageException if a trial asks for passkeys without a tokenizer that its model can read, or reads a
     *                        corpus that another tokenizer made than its checkpoint's
     */
    public static void require(SweepConfig config, Configuration hadoop) throws IOException {
        boolean passkey = config.probe().kinds().contains(ProbeKind.PASSKEY);
        Set<Object> seen = new HashSet<>();
        for (Trial trial : config.trials()) {
            CorpusDirectory corpus = trial.data() instanceof DataSettings.Tokens tokens
                    ? CorpusDirectory.of(tokens, hadoop) : null;
            boolean atHand = (trial.pretrained() == null || Files.isDirectory(trial.pretrainedPath()))
                    && (corpus == null || corpus.exists());
            if (seen.add(Arrays.asList(trial.pretrained(), trial.data(), trial.model().vocabulary())) && atHand) {
                boolean asked = passkey && !(trial.data() instanceof DataSettings.Recall);
                boolean both = corpus != null && trial.pretrained() != null
                        && PretrainedModel.tokenizer(trial.pretrainedPath()).isPresent();
                TokenizerFile file = asked || both
                        ? ProbeSubject.tokenizer(trial.pretrainedPath(), trial.data(), hadoop) : null;
                try (Tokenizer tokenizer = file == null ? null : file.open()) {
                    if (both) {
                        requireSame(trial, corpus, tokenizer);
                    }
                    if (asked) {
                        requireFitting(trial, tokenizer);
                    }
                }
            }
        }
    }

    /** Token ids mean the same to the checkpoint and in the corpus. */
    private static void requireSame(Trial trial, CorpusDirectory corpus, Tokenizer own) throws IOException {
        CorpusManifest manifest = corpus.manifest();
        if (!own.fingerprint().equals(manifest.tokenizer())) {
            throw new UsageException("$.data.path is \"" + ((DataSettings.Tokens) trial.data()).path()
                    + "\", a corpus of another tokenizer (" + manifest.tokenizerKind() + " " + manifest.tokenizer()
                    + ") than the tokenizer.json of the checkpoint in " + trial.pretrained().path() + " ("
                    + own.fingerprint() + "): make the corpus with --tokenizer and that file.");
        }
    }

    private static void requireFitting(Trial trial, Tokenizer tokenizer) {
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
