/**
 * Token sequences, made or read deterministically.
 *
 * <p>Everything downstream sees data through two interfaces: a {@link io.statecap.datasets.TokenSource} opens
 * sequence number {@code index} of a split, and the {@link io.statecap.datasets.TokenStream} it returns yields
 * tokens one piece at a time, in memory that does not grow with the length. What a stream yields is a function of
 * (split, seed, index) alone: never of the batch it sits in, of the size of the pieces, or of what was read before.
 *
 * <p>Sources: {@link io.statecap.datasets.RecallSource} (streaming associative recall),
 * {@link io.statecap.datasets.DocumentsSource} (tokenised text), and the prompts
 * {@link io.statecap.datasets.RandomTokensSource} and {@link io.statecap.datasets.RepeatedSource}. Trainers read them
 * through {@link io.statecap.datasets.TrainingBatches} (every batch has new sequences) or
 * {@link io.statecap.datasets.TruncatedBpttBatches} (every batch continues the sequences of the one before).
 *
 * <h2>A recall sequence</h2>
 * With 4 keys (tokens 0 … 3) and 3 values (tokens 4 … 6), one sequence may begin like this; {@code -} marks a token
 * that is not scored.
 * <pre>
 * pair           0      1      2      3      4      5      6
 *               new    new   lag 2   new   lag 2  lag 4  lag 5
 * tokens       2  6   0  4   2  6   2  5   2  5   0  4   0  4
 * ages         -  -   -  -   -  2   -  -   -  1   -  4   -  1
 * </pre>
 * <ul>
 * <li>Pair 2 looks two pairs back, finds key 2 and repeats its value 6. The value is scored, at age 2, where the
 *     model, having read up to the key, predicts it: position 4, whose target is the token at position 5.
 * <li>Pair 3 binds key 2 again, to 5. Pair 4 looks back to pair 2, and so at key 2: its <em>current</em> value
 *     follows, 5, last seen one pair ago.
 * <li>Pairs 5 and 6 both look back to pair 1. For pair 6 the key was seen again since: lag 5, age 1.
 * </ul>
 */
package io.statecap.datasets;
