package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.common.BuildInfo;

/** What computed a trial's numbers, for the column {@code version}. */
public final class Provenance {

    private Provenance() {}

    /** Build, Java, and what the CPU's kernels run on. */
    public static String text() {
        return BuildInfo.load() + " Java " + Runtime.version() + "; " + System.getProperty("os.arch") + " "
                + (hasVectors() ? VectorWidth.bits() + "-bit vectors" : "scalar kernels");
    }

    private static boolean hasVectors() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /** Width of what the CPU's kernels compute with, bits; that of one float where there are no vectors. */
    static int vectorBits() {
        return hasVectors() ? VectorWidth.bits() : Float.SIZE;
    }

    /** Apart, so that it is loaded only where the Vector API is. */
    private static final class VectorWidth {
        static int bits() {
            return jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
    }
}
