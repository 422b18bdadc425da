package io.statecap.jobs.experiment.probe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names the results of a probe: equal for equal weights and equal requests on equal data. */
public final class ProbeKey {

    private static final int DIGITS = 16;

    private ProbeKey() {}

    public static String of(ProbedModel model, ProbeRequest request) {
        ProbeSubject subject = model.subject();
        String text = model.snapshot().hash() + "\n" + request.canonical() + "\n" + subject.dataId() + "\n"
                + subject.trainLength() + "\n" + (subject.tokenizer() == null ? "" : subject.tokenizer().hash());
        return sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, DIGITS);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
