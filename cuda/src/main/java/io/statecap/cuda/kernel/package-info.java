/**
 * The layers' kernels as Java calls, one class for each file of CUDA C++: what it computes, the shapes, and the scratch
 * it needs. Sums over rows are in two stages of fixed order, so results are the same bits every time.
 */
package io.statecap.cuda.kernel;
