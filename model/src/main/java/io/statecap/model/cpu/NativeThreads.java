package io.statecap.model.cpu;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Keeps ND4J and its BLAS from starting a pool of threads in every JVM that runs trials. Trials are the parallelism;
 * with the default pools, two trials on two cores run at two thirds of the speed.
 */
public final class NativeThreads {

    private NativeThreads() {}

    /** One native thread a calling thread, in this JVM; harmless to repeat. */
    public static void bound() {
        Nd4j.getEnvironment().setMaxThreads(1);
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        Nd4j.factory().blas().setMaxThreads(1);
    }
}
