package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.config.ProbeKind;
import java.util.Optional;

/** Whether a model reads text, so that one of its tokens is a line feed. */
public final class TextVocabulary {

    private TextVocabulary() {}

    /**
     * Checks that a request for the kind newlines means something to a subject: without a tokenizer, some token of
     * another meaning would be repeated.
     *
     * @throws UsageException if it does not
     */
    public static void require(ProbeRequest request, ProbeSubject subject) {
        Optional<DataSettings> data = subject.data();
        if (!request.kinds().contains(ProbeKind.NEWLINES) || subject.tokenizer() != null
                || data.filter(DataSettings.Newlines.class::isInstance).isPresent()) {
            return;
        }
        throw new UsageException("--kind newlines repeats the token of a line feed, but the vocabulary of this model is"
                + data.map(known -> " not text (its data are of kind " + known.kind() + ")")
                .orElse(" not known to be text (it has no tokenizer.json)")
                + ": leave the kind out, or name the model's tokenizer with --tokenizer.");
    }
}
