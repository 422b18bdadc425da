package io.statecap.jobs.results.parquet;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/** An unmodifiable list of numbers and nulls without an object for each: thousands of curves hold millions of them. */
final class DoubleList extends AbstractList<Double> implements RandomAccess {

    private final double[] values;
    /** Null if there are none. */
    private final BitSet nulls;

    private DoubleList(double[] values, BitSet nulls) {
        this.values = values;
        this.nulls = nulls;
    }

    @Override
    public Double get(int index) {
        Objects.checkIndex(index, values.length);
        return nulls != null && nulls.get(index) ? null : (Double) values[index];
    }

    @Override
    public int size() {
        return values.length;
    }

    /** Collects the elements of one list. */
    static final class Builder {

        private double[] values = new double[16];
        private BitSet nulls;
        private int size;

        void add(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        void addNull() {
            if (nulls == null) {
                nulls = new BitSet();
            }
            nulls.set(size);
            add(Double.NaN);
        }

        List<Double> build() {
            return new DoubleList(Arrays.copyOf(values, size), nulls);
        }
    }
}
