/**
 * The binding to NVIDIA's libraries: {@link io.statecap.cuda.driver.CudaProbe} finds and loads them once a process,
 * {@link io.statecap.cuda.driver.Cuda} makes the calls of the driver and of cuBLAS,
 * {@link io.statecap.cuda.driver.Compiler} those of NVRTC.
 */
package io.statecap.cuda.driver;
