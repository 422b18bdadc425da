package io.statecap.jobs.cli;

import io.statecap.datasets.passkey.PasskeyTask;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.config.PasskeyGrid;
import io.statecap.jobs.experiment.config.ProbeKind;
import io.statecap.jobs.experiment.probe.ProbePlan;
import io.statecap.jobs.experiment.probe.ProbeSubject;
import io.statecap.model.Mitigation;
import io.statecap.model.network.Activations;
import io.statecap.model.probe.Buckets;
import io.statecap.model.probe.LossView;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import picocli.CommandLine.Option;

/** What to probe a model for, by the verb {@code probe}; what is left out gets a default that suits the model. */
final class ProbeOptions {

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

    @Option(names = "--kind", required = true, split = ",", paramLabel = "K",
            description = "heldout, newlines, recall, passkey, states, gates; several with commas.")
    private SortedSet<ProbeKind> kinds;

    @Option(names = "--length", paramLabel = "N",
            description = "Positions; for passkey the longest context. Default: 65536, 64 training lengths.")
    private Long length;

    @Option(names = "--mitigation", paramLabel = "TEXT",
            description = "none, forget[:decay=D,input=I], normalise:limit=P, window:tokens=R; may be repeated. "
                + "Default: none.")
    private Set<Mitigation> mitigations;

    @Option(names = "--sequences", paramLabel = "N",
            description = "Sequences of curves (default 8), states and gates (default 1, of several pooled).")
    private Integer sequences;

    @Option(names = "--bucket", paramLabel = "N", description = "Positions from one row of states or gates to the "
            + "next; multiples of 64 are fastest. Default: 64, more beyond 65536 positions. Within the training length "
            + "at least eight rows.")
    private Long bucket;

    @Option(names = "--prompt", split = ",", paramLabel = "P", description =
            "heldout, newlines, random, repeated: what "
            + "states and gates are seen on; several with commas. Default: all that the model can be given.")
    private List<String> prompts;

    @Option(names = "--contexts", split = ",", paramLabel = "N",
            description = "Context lengths of passkey, tokens. Default: powers of two.")
    private List<Long> contexts;

    @Option(names = "--depths", split = ",", paramLabel = "D",
            description = "Depths of passkey, 0 (start) to 1 (end). Default: ten, 0.05 to 0.95.")
    private List<Double> depths;

    @Option(names = "--samples", paramLabel = "N", description = "Passkeys a context length and depth. Default: 20.")
    private Integer samples;

    /**
     * The request, which is sure to run on the subject.
     *
     * @throws UsageException if an option is wrong, or the subject cannot be probed so
     * @throws IOException    if data or tokenizer cannot be read
     */
    ProbePlan.Request request(ProbeSubject subject) throws IOException {
        requireRange("--length", length, 2, LONGEST);
        requireRange("--sequences", sequences, 1, MOST_SEQUENCES);
        requireRange("--bucket", bucket, 1, LONGEST);
        requireRange("--samples", samples, 1, 1 << 20);
        long positions = or(length, LENGTH);
        boolean curves = kinds.stream().anyMatch(ProbeKind::isCurve);
        int first = subject.trainLength() > 0 ? subject.trainLength() : FIRST_EDGE;
        ProbePlan.Request request = new ProbePlan.Request(kinds, List.copyOf(or(mitigations, Set.of(Mitigation.NONE))),
                positions, List.of(new LossView(subject.trainLength(), Buckets.geometric(first, positions, 1))),
                or(sequences, curves ? CURVE_SEQUENCES : 1),
                or(bucket, Math.max(1, positions / ROWS / Activations.CHUNK) * Activations.CHUNK),
                or(prompts, subject.prompts()),
                contexts != null || !kinds.contains(ProbeKind.PASSKEY) ? or(contexts, List.of())
                        : defaultContexts(subject),
                or(depths, PasskeyGrid.depths(DEPTHS)), or(samples, SAMPLES));
        requirePrompts(request, subject);
        requirePasskeys(request, subject);
        requireLineFeeds(request, subject);
        return request;
    }

    private static <V> V or(V given, V otherwise) {
        return given == null ? otherwise : given;
    }

    private static void requireRange(String name, Number value, long low, long high) {
        UsageException.require(value == null || value.longValue() >= low && value.longValue() <= high, name, value,
                "be from " + low + " to " + high);
    }

    /** Opens all prompts, which throws if one is not there. */
    private static void requirePrompts(ProbePlan.Request request, ProbeSubject subject) throws IOException {
        Set<String> wanted = new LinkedHashSet<>();
        request.kinds().stream().filter(ProbeKind::isCurve).sorted().forEach(kind -> wanted.add(kind.text()));
        if (request.kinds().stream().anyMatch(ProbeKind::isActivation)) {
            wanted.addAll(request.prompts());
        }
        for (String prompt : wanted) {
            subject.open(prompt);
        }
    }

    private static void requirePasskeys(ProbePlan.Request request, ProbeSubject subject) throws IOException {
        if (!request.kinds().contains(ProbeKind.PASSKEY)) {
            return;
        }
        try (Tokenizer tokenizer = subject.openTokenizer()) {
            PasskeyTask task = subject.passkey(tokenizer);
            for (long context : request.contexts()) {
                for (double depth : request.depths()) {
                    task.prompt(context, depth, 0);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + ".");
        }
    }

    /** The kind newlines needs a text model: without a tokenizer, some token of another meaning would be repeated. */
    private static void requireLineFeeds(ProbePlan.Request request, ProbeSubject subject) {
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

    /** Powers of two, to far beyond the training length where that is known, or to {@code --length}. */
    private List<Long> defaultContexts(ProbeSubject subject) {
        long longest = length != null ? length
                : subject.trainLength() > 0 ? (long) CONTEXT_FACTOR * subject.trainLength() : CONTEXT;
        return PasskeyGrid.contexts(subject.data().orElse(null) instanceof DataSettings.Recall, longest);
    }
}
