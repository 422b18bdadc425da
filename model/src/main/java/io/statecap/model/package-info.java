/**
 * Mamba-2 language models (arXiv 2405.21060): configuration, parameters, carried-state inference, mitigations and
 * costs.
 *
 * <p>A block is RMSNorm, input projection to z, x, B, C and Δ, causal convolution with SiLU over x | B | C, the state
 * space layer, gated RMSNorm and output projection, with a residual connection around it. The gated norm is
 * {@code RMSNorm((y + D·x) · silu(z))}, the gate before the norm.
 *
 * <p>With {@code groups} above 1, heads of a group share B and C, and the gated norm still spans all of dInner, as in
 * HF transformers. The state-spaces repository normalises each group by itself there ({@code group_size = d_ssm /
 * ngroups}), which gives other numbers, so {@link io.statecap.model.io.HfModelDirectory} refuses models in its
 * layout with {@code ngroups} above 1. With one group the two are the same.
 */
package io.statecap.model;
