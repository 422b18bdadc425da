/**
 * The arithmetic of Mamba-2 on plain {@code float[]}: the hot path of training and probing.
 *
 * <p>Three levels. {@link io.statecap.model.kernel.VectorKernels} and {@link io.statecap.model.kernel.SimdExp} hold loops
 * over contiguous floats, with the Vector API; they give the same bits at every vector width, those of the plain loops in
 * the tests. {@link io.statecap.model.kernel.Gemm} multiplies matrices, on the tiles of {@code SimdTiles}. The layers
 * ({@link io.statecap.model.kernel.RmsNorm}, {@link io.statecap.model.kernel.CausalConv},
 * {@link io.statecap.model.kernel.SsdForward}, …) are written in terms of these.
 *
 * <p>A layer takes its arrays as one record, made once a layer ({@link io.statecap.model.kernel.SsdLayer},
 * {@link io.statecap.model.kernel.GatedNorm.Layer}, {@code CausalConv} itself), with another for their gradients; a
 * call says which rows. {@code VectorKernels}, {@code SimdExp} and {@code Gemm} take plain arrays with offsets, as BLAS does: what they
 * compute does not depend on the layer.
 *
 * <p>Memory layout, in one place. Matrices are row-major; "[rows, columns]" gives the shape. A <em>row</em> is one
 * token of one sequence, sequences after each other. Letters of the papers and names here:
 * <pre>
 *   T length      Q chunk       H heads      P headDim     N dState      G groups
 *   z, x, y           [rows, dInner]             head h owns columns h*P … h*P+P-1
 *   x | B | C         [rows, convChannels]       dInner, then G*N, then G*N columns
 *   Δ                 [rows, heads]
 *   state h           [dState, dInner]           for each head the transpose of the [P, N] that other programs store
 * </pre>
 * With the state as [dState, dInner] the update of all heads of a group is one product {@code Bᵀ · X}, and the
 * contribution of the state to y is one product {@code C · h}. Every array that a kernel may read as the right-hand
 * side of a product comes from {@link io.statecap.model.kernel.Floats#array}, which leaves some slack at its end.
 */
package io.statecap.model.kernel;
