package io.statecap.model;

import io.statecap.datasets.RecallSettings;
import io.statecap.datasets.RecallSource;
import io.statecap.datasets.Split;
import io.statecap.datasets.TokenSource;
import io.statecap.model.probe.LossProbe;

/** A small model, and recall streams of its vocabulary. */
public final class SmallRecall {

    public static final TokenSource SOURCE = new RecallSource(new RecallSettings(16, 8, 0.5, 16));
    public static final Mamba2Config CONFIG = new Mamba2Config(16, 2, 8, 8, 2, 4, 1, true, 24,
            new Mamba2Config.Range(0.0625, 1), new Mamba2Config.Range(0.001, 0.1));

    private SmallRecall() {}

    /** The beginning of a held-out sequence, as probes read it. */
    public record HeldOut(int[] tokens, int[] ages) {
        public static HeldOut of(TokenSource source, int sequence, int length) {
            HeldOut heldOut = new HeldOut(new int[length], new int[length]);
            source.open(Split.HELD_OUT, LossProbe.SEED, sequence).read(heldOut.tokens, heldOut.ages, 0, length);
            return heldOut;
        }
    }
}
