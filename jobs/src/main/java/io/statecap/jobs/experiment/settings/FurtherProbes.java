package io.statecap.jobs.experiment.settings;

import java.io.Serializable;
import java.util.List;

/**
 * Probes besides that of loss on held-out data.
 *
 * @param kinds          as the verb {@code probe} names them
 * @param prompts        what states and gates are seen on
 * @param mitigations    as the verb {@code probe} writes them; all probes are repeated under each
 * @param longestContext of passkeys, tokens
 * @param depths         number of depths of passkeys
 * @param samples        passkeys a context length and depth
 * @param bucket         positions from one row of states or gates to the next
 * @param atSteps        steps of the training at which all probes also run, ascending
 */
public record FurtherProbes(List<String> kinds, List<String> prompts, List<String> mitigations, long longestContext,
                            int depths, int samples, long bucket, List<Long> atSteps)
        implements Serializable {

    /** What a configuration asks for that does not mention any. */
    public static final FurtherProbes DEFAULT =
            new FurtherProbes(List.of(), List.of("heldout", "newlines", "random", "repeated"), List.of("none"), 2048,
                    10, 20, 64, List.of());

    public FurtherProbes {
        kinds = List.copyOf(kinds);
        prompts = List.copyOf(prompts);
        mitigations = List.copyOf(mitigations);
        atSteps = List.copyOf(atSteps);
    }
}
