/**
 * Training on a GPU: {@link io.statecap.cuda.train.CudaTraining} replays one recorded graph a step on batches that
 * another thread makes ahead of time. {@link io.statecap.cuda.train.CudaProvider} is what the rest of the program
 * finds.
 */
package io.statecap.cuda.train;
