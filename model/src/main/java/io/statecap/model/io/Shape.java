package io.statecap.model.io;

import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Dimensions of a tensor, outermost first, stored row-major. No dimensions mean a scalar of one element.
 *
 * @param dimensions each at least 0
 */
public record Shape(List<Long> dimensions) implements Serializable {

    /**
     * @throws IllegalArgumentException for a negative dimension, or more elements than a long counts
     */
    public Shape {
        dimensions = List.copyOf(dimensions);
        long elements = 1;
        for (long dimension : dimensions) {
            if (dimension < 0) {
                throw new IllegalArgumentException("dimension " + dimension + " in " + dimensions
                        + "; at least 0 is allowed");
            }
            try {
                // A 0 must not hide that the other dimensions overflow.
                elements = Math.multiplyExact(elements, Math.max(1, dimension));
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("shape " + dimensions
                        + " has more elements than 2^63 - 1, the most that is allowed", e);
            }
        }
    }

    public static Shape of(long... dimensions) {
        return new Shape(LongStream.of(dimensions).boxed().toList());
    }

    /** Number of elements: the product of the dimensions. */
    public long elements() {
        return dimensions.stream().reduce(1L, (a, b) -> a * b);
    }

    public int rank() {
        return dimensions.size();
    }

    public long dimension(int axis) {
        return dimensions.get(axis);
    }

    @Override
    public String toString() {
        return dimensions.toString();
    }
}
