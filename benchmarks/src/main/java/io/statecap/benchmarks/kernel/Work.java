package io.statecap.benchmarks.kernel;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an invocation did; JMH reports both as rates. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Work {

    /** Floating point operations of matrix products; 0 where there are none. */
    public double flops;

    /** Elements of the kernel's output. */
    public double elements;

    void add(double flops, double elements) {
        this.flops += flops;
        this.elements += elements;
    }
}
