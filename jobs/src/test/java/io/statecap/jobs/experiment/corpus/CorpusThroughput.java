package io.statecap.jobs.experiment.corpus;

import io.statecap.datasets.TextStart;
import io.statecap.datasets.TokenSource;
import io.statecap.datasets.TrainingBatches;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** How fast one thread fills training batches from a corpus: processor time, median of batches. */
public final class CorpusThroughput {

    private static final int BATCH = 65_536;
    private static final int BATCHES = 400;

    private CorpusThroughput() {}

    /** Argument: the folder of a corpus. */
    public static void main(String[] arguments) throws IOException {
        TokenSource source = new CorpusReader(new CorpusDirectory(new Path(arguments[0]), new Configuration()))
                .source(TextStart.ANYWHERE, CorpusReader.localCopies());
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        for (int length : new int[] {128, 1024, 4096}) {
            TrainingBatches batches = new TrainingBatches(source, length, BATCH / length, length);
            long[] nanos = new long[BATCHES];
            for (int step = 0; step < BATCHES; step++) {
                long start = clock.getCurrentThreadCpuTime();
                batches.batch(step);
                nanos[step] = clock.getCurrentThreadCpuTime() - start;
            }
            java.util.Arrays.sort(nanos);
            System.out.printf(Locale.ROOT, "%d sequences of %d tokens: %.2f ms a batch, %.0f M tokens/s%n",
                    BATCH / length, length, nanos[BATCHES / 2] / 1e6, BATCH * 1e3 / nanos[BATCHES / 2]);
        }
    }
}
