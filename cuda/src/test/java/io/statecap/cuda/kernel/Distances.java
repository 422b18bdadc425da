package io.statecap.cuda.kernel;

/** Distances ‖x − wanted‖ / ‖wanted‖ of a check's results, in words. */
final class Distances {

    private final StringBuilder said = new StringBuilder();

    /** @throws AssertionError beyond the limit, with all that was measured so far */
    void near(String name, float[] x, double[] wanted, double limit) {
        near(name, x, 0, wanted, wanted, limit);
    }

    /** @param sizes what sums that cancel are measured against, if larger than they are */
    void near(String name, float[] x, int offset, double[] wanted, double[] sizes, double limit) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < wanted.length; i++) {
            difference += Math.pow(x[offset + i] - wanted[i], 2);
            size += Math.max(Math.pow(sizes[i], 2), Math.pow(wanted[i], 2));
        }
        double distance = size == 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
        said.append(String.format("%s %.1e, ", name, distance));
        if (!(distance <= limit)) {
            throw new AssertionError(said + "which exceeds " + limit);
        }
    }

    @Override
    public String toString() {
        return said.toString();
    }
}
