package io.statecap.jobs.experiment.probe;

import io.statecap.model.HeapParameters;
import io.statecap.model.io.HfModelDirectory;
import io.statecap.model.io.ModelHash;
import java.io.IOException;
import java.io.Serializable;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * A model of the verb {@code probe}, as it travels to executors.
 *
 * @param parameters on the heap
 * @param hash       {@link ModelHash} of them
 * @param subject    what else is known of it
 */
public record ProbedModel(HeapParameters parameters, String hash, ProbeSubject subject) implements Serializable {

    private static final int KEY_DIGITS = 16;

    /** Copies the parameters of an open model. */
    static ProbedModel of(HfModelDirectory model, ProbeSubject subject) throws IOException {
        HeapParameters parameters = new HeapParameters(model.config());
        parameters.copyFrom(model.weights(), "");
        return new ProbedModel(parameters, ModelHash.of(model.config(), model.weights()), subject);
    }

    /** Names the results of a probe: equal for equal weights and equal requests on equal data. */
    public String key(ProbeRequest request) {
        return DigestUtils.sha256Hex(hash + "\n" + request.canonical() + "\n" + subject.dataId() + "\n"
                + subject.trainLength() + "\n" + (subject.tokenizer() == null ? "" : subject.tokenizer().hash()))
                .substring(0, KEY_DIGITS);
    }
}
