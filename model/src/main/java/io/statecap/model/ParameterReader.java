package io.statecap.model;

/** Reads parameters from arrays in memory, on a device, or from a file. */
@FunctionalInterface
public interface ParameterReader {

    /** Copies {@code count} elements of a parameter, from element {@code from} (row-major), into {@code target}. */
    void read(String name, long from, float[] target, int offset, int count);
}
