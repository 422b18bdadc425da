package io.statecap.jobs.experiment.probe;

import io.statecap.datasets.passkey.PasskeyTask;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.PasskeyGrid;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.model.Mitigation;
import io.statecap.model.MitigationText;
import io.statecap.model.network.Activations;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossView;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns what a user wrote into a request that is sure to run on a subject; what was left out gets a default that suits
 * it. Every setter takes null for "left out". Whatever is wrong is a {@link UsageException} before anything runs.
 */
public final class RequestBuilder {

    private static final long LENGTH = 65_536;
    private static final int CURVE_SEQUENCES = 8;
    private static final int DEPTHS = 10;
    private static final int SAMPLES = 20;
    private static final int MOST_SEQUENCES = 4096;
    /** Rows of states or gates a head, by default. */
    private static final int ROWS = 1024;
    /** First edge of a curve where the training length is not known, tokens. */
    private static final int FIRST_EDGE = 64;
    private static final long LONGEST = 1L << 40;
    /** Longest default context of passkeys, in training lengths; and where these are not known, in tokens. */
    private static final int CONTEXT_FACTOR = 64;
    private static final int CONTEXT = 8192;

    private final ProbeSubject subject;
    private final Prompts available;
    private final Set<ProbeKind> kinds = EnumSet.noneOf(ProbeKind.class);
    private final Set<Mitigation> mitigations = new LinkedHashSet<>();
    private Long length;
    private Integer sequences;
    private Long bucket;
    private List<String> prompts;
    private List<Long> contexts;
    private List<Double> depths;
    private Integer samples;

    public RequestBuilder(ProbeSubject subject) {
        this.subject = subject;
        this.available = new Prompts(subject);
    }

    public RequestBuilder kinds(List<String> texts) {
        try {
            texts.forEach(text -> kinds.add(ProbeKind.of(text)));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--kind is " + e.getMessage() + ", with commas between them.");
        }
        return this;
    }

    public RequestBuilder mitigations(List<String> texts) {
        for (String text : texts == null ? List.<String>of() : texts) {
            try {
                mitigations.add(MitigationText.parse(text));
            } catch (IllegalArgumentException e) {
                throw new UsageException(e.getMessage() + ".");
            }
        }
        return this;
    }

    public RequestBuilder length(Long value) {
        length = checked("--length", value, 2, LONGEST);
        return this;
    }

    public RequestBuilder sequences(Integer value) {
        sequences = value == null ? null : checked("--sequences", value.longValue(), 1, MOST_SEQUENCES).intValue();
        return this;
    }

    public RequestBuilder bucket(Long value) {
        bucket = checked("--bucket", value, 1, LONGEST);
        return this;
    }

    public RequestBuilder prompts(List<String> names) {
        prompts = names;
        return this;
    }

    public RequestBuilder contexts(List<Long> lengths) {
        contexts = lengths;
        return this;
    }

    public RequestBuilder depths(List<Double> values) {
        depths = values;
        return this;
    }

    public RequestBuilder samples(Integer value) {
        samples = value == null ? null : checked("--samples", value.longValue(), 1, 1 << 20).intValue();
        return this;
    }

    private static Long checked(String name, Long value, long low, long high) {
        if (value != null && (value < low || value > high)) {
            throw new UsageException(name + " is " + value + ", but must be from " + low + " to " + high + ".");
        }
        return value;
    }

    /**
     * @throws UsageException if the subject cannot be probed so
     * @throws IOException    if data or tokenizer cannot be read
     */
    public ProbeRequest build() throws IOException {
        long positions = length == null ? LENGTH : length;
        boolean curves = kinds.stream().anyMatch(ProbeKind::isCurve);
        long width = bucket != null ? bucket
                : Math.max(1, positions / ROWS / Activations.CHUNK) * Activations.CHUNK;
        ProbeRequest request = new ProbeRequest(kinds, mitigations.isEmpty() ? List.of(Mitigation.NONE)
                : List.copyOf(mitigations), positions, List.of(view(positions)), sequences != null ? sequences : curves
                ? CURVE_SEQUENCES : 1,
                width, prompts != null ? prompts : available.available(), contexts != null ? contexts
                : kinds.contains(ProbeKind.PASSKEY) ? defaultContexts() : List.of(),
                depths != null ? depths : PasskeyGrid.depths(DEPTHS), samples != null ? samples : SAMPLES);
        requirePrompts(request);
        if (kinds.contains(ProbeKind.PASSKEY)) {
            requirePasskeys(request);
        }
        return request;
    }

    private LossView view(long positions) {
        int trainLength = subject.trainLength();
        return new LossView(trainLength, Buckets.geometric(trainLength > 0 ? trainLength : FIRST_EDGE, positions, 1));
    }

    private void requirePrompts(ProbeRequest request) throws IOException {
        Set<String> wanted = new LinkedHashSet<>();
        kinds.stream().filter(ProbeKind::isCurve).forEach(kind -> wanted.add(kind.text()));
        if (kinds.stream().anyMatch(ProbeKind::isActivation)) {
            wanted.addAll(request.prompts());
        }
        for (String prompt : wanted) {
            available.open(prompt);
        }
    }

    private void requirePasskeys(ProbeRequest request) throws IOException {
        try (Tokenizer tokenizer = available.tokenizer()) {
            PasskeyTask task = available.passkey(tokenizer);
            for (long context : request.contexts()) {
                for (double depth : request.depths()) {
                    try {
                        task.prompt(context, depth, 0);
                    } catch (IllegalArgumentException e) {
                        throw new UsageException(e.getMessage() + ".");
                    }
                }
            }
        }
    }

    /** Powers of two, to far beyond the training length where that is known, or to {@code --length}. */
    private List<Long> defaultContexts() {
        long longest = length != null ? length
                : subject.trainLength() > 0 ? (long) CONTEXT_FACTOR * subject.trainLength() : CONTEXT;
        return PasskeyGrid.contexts(subject.data().orElse(null) instanceof DataSettings.Recall, longest);
    }
}
