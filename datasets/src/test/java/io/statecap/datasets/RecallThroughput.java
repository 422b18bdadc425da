package io.statecap.datasets;

/** Measures the speed of {@link RecallSource} on one thread; run by hand, arguments: keys values maxAge length. */
public final class RecallThroughput {

    private RecallThroughput() {}

    public static void main(String[] arguments) {
        int keys = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 128;
        int values = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 32;
        int maxAge = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 64;
        int length = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 128;
        int sequences = Math.max(1, 4096 / length);
        TrainingBatches batches = new TrainingBatches(new RecallSource(
                new RecallSettings(keys, values, 0.5, maxAge)), 0, sequences, length);
        long check = 0;
        for (int round = 0; round < 4; round++) {
            long tokens = 0;
            long start = System.nanoTime();
            for (int step = 0; step < 2_000; step++) {
                TokenBatch batch = batches.batch(step);
                check += batch.targets()[batch.targets().length - 1];
                tokens += batch.inputs().length;
            }
            double nanoseconds = System.nanoTime() - start;
            System.out.printf("length %d: %.1f ns a token, %.1f M tokens a second (check %d)%n", length,
                    nanoseconds / tokens, tokens / nanoseconds * 1e3, check);
        }
    }
}
