package io.statecap.cuda.device;

/** Blocks of a launch. */
public record Grid(int x, int y, int z) {

    public static Grid of(int x) {
        return new Grid(x, 1, 1);
    }

    public static Grid of(int x, int y) {
        return new Grid(x, y, 1);
    }

    /** Blocks of {@code block} that cover {@code count}. */
    public static int cover(long count, int block) {
        return Math.toIntExact((count + block - 1) / block);
    }
}
