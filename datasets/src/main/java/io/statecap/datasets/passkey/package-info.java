/**
 * Retrieval tasks: one fact, planted at a chosen depth of a context of exact length, asked for at its end.
 * {@link io.statecap.datasets.passkey.TextPasskey} is the paper's passkey, for models of text;
 * {@link io.statecap.datasets.passkey.RecallPasskey} is its counterpart for models trained on recall streams.
 */
package io.statecap.datasets.passkey;
