/**
 * Token sequences, made or read deterministically.
 *
 * <p>Everything downstream sees data through two interfaces: a {@link io.statecap.datasets.TokenSource} opens
 * sequence number {@code index} of a split, and the {@link io.statecap.datasets.TokenStream} it returns yields
 * tokens one piece at a time, in memory that does not grow with the length. What a stream yields is a function of
 * (split, seed, index) alone: never of the batch it sits in, of the size of the pieces, or of what was read before.
 */
package io.statecap.datasets;
