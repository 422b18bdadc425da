package io.statecap.analysis.threshold;

/**
 * Whether one finished trial collapsed, with the model, training length and seed that it had.
 *
 * @param trialId     the trial
 * @param dataset     its data
 * @param group       its grid axes but training length and seed, as text
 * @param stateSize   S, elements
 * @param trainLength T, tokens
 * @param seed        training seed
 * @param collapsed   whether its loss rose beyond the limit
 */
public record Outcome(String trialId, String dataset, String group, long stateSize, int trainLength, long seed,
                      boolean collapsed) {}
