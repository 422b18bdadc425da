package io.statecap.model;

/** Where weights come from: arrays in memory, or a checkpoint that is read as it is packed. */
@FunctionalInterface
public interface ParameterReader {

    /** Copies {@code count} elements of a parameter, from element {@code from} (row-major), into {@code target}. */
    void read(String name, long from, float[] target, int offset, int count);
}
