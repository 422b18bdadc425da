package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.common.BuildInfo;
import jdk.incubator.vector.FloatVector;

/** What computed a trial's numbers, for the column {@code version}. */
public final class Provenance {

    private Provenance() {}

    /** Build, Java, and what the CPU's kernels run on. */
    public static String text() {
        return BuildInfo.load() + " Java " + Runtime.version() + "; " + System.getProperty("os.arch") + " "
                + vectorBits() + "-bit vectors";
    }

    /** Width of what the CPU's kernels compute with, bits. */
    static int vectorBits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
}
