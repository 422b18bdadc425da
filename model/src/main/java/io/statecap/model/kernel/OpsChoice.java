package io.statecap.model.kernel;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Chooses the implementation once: the Vector API where its module is there, else plain loops. */
final class OpsChoice {

    private static final Ops BEST = choose();

    private OpsChoice() {}

    static Ops best() {
        return BEST.copy();
    }

    private static Ops choose() {
        if (!Boolean.getBoolean("statecap.scalar")
                && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            return new VectorOps();
        }
        Logger.getLogger("io.statecap.model").log(Level.WARNING,
                "the Vector API is not available, so the kernels run as plain loops, several times slower: "
                        + "start the JVM with --add-modules=jdk.incubator.vector");
        return new ScalarOps();
    }
}
