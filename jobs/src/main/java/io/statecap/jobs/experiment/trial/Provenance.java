package io.statecap.jobs.experiment.trial;

import io.statecap.jobs.common.BuildInfo;
import org.nd4j.linalg.factory.Nd4j;

/** What computed a trial's numbers, for the column {@code version}. */
public final class Provenance {

    private Provenance() {}

    /** Build, Java, ND4J's backend, and what the kernels run on. */
    public static String text() {
        boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return BuildInfo.load() + " Java " + Runtime.version() + "; " + Nd4j.getBackend().getClass().getSimpleName()
                + "; " + System.getProperty("os.arch") + " " + (vector ? VectorWidth.text() : "scalar kernels");
    }

    /** Apart, so that it is loaded only where the Vector API is. */
    private static final class VectorWidth {
        public static String text() {
            return jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.vectorBitSize() + "-bit vectors";
        }
    }
}
