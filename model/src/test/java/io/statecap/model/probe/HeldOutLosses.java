package io.statecap.model.probe;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2;
import io.statecap.model.Mitigation;
import io.statecap.model.Parallel;
import io.statecap.model.cpu.CpuModel;
import io.statecap.model.engine.StartStates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** All groups of a {@link LossProbe}, read as a trial reads them. */
final class HeldOutLosses {

    private HeldOutLosses() {}

    /** Losses of each sequence, in order, the groups spread over threads. */
    static List<SequenceLosses> sequences(Mamba2 model, TokenSource source, int sequences, List<LossView> views,
                                          List<Slice> slices, int threads) {
        LossProbe.Reader reader = new LossProbe.Reader(CpuModel.of(model), Mitigation.NONE, StartStates.EMPTY);
        List<List<SequenceLosses>> groups =
                new ArrayList<>(Collections.nCopies(LossProbe.groups(sequences), null));
        Parallel.run(threads, IntStream.range(0, groups.size()).<Runnable>mapToObj(group -> () -> groups.set(group,
                LossProbe.group(reader, source, sequences, group, views, slices, bytes -> {})))
                .toList());
        return groups.stream().flatMap(List::stream).toList();
    }

    /** Mean losses with the state carried. */
    static List<BucketLoss> carried(Mamba2 model, TokenSource source, int sequences, Buckets buckets,
                                    List<Slice> slices, int threads) {
        LossView view = new LossView(0, buckets);
        return SequenceLosses.rows(sequences(model, source, sequences, List.of(view), slices, threads), 0, view,
                slices);
    }
}
