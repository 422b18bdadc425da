package io.statecap.model.kernel;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Chooses the implementation once: the Vector API where its module is present, else plain loops. */
final class VectorKernelsProvider {

    private static final VectorKernels BEST = choose();

    private VectorKernelsProvider() {}

    static VectorKernels best() {
        return BEST.copy();
    }

    private static VectorKernels choose() {
        if (!Boolean.getBoolean("statecap.scalar")
                && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            return new SimdVectorKernels();
        }
        Logger.getLogger("io.statecap.model").log(Level.WARNING,
                "the Vector API is not available, so the kernels run as plain loops, several times slower: "
                        + "start the JVM with --add-modules=jdk.incubator.vector");
        return new ScalarVectorKernels();
    }
}
