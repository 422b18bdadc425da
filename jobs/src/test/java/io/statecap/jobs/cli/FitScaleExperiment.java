package io.statecap.jobs.cli;

import io.statecap.jobs.results.ResultsDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Writes a results directory of 10 000 trials (property {@code statecap.scale.out}) on which {@code bin/statecap fit} is
 * then timed. No build runs it: {@code mvn -q -pl jobs -am test -Dtest=FitScaleExperiment
 * -Dsurefire.failIfNoSpecifiedTests=false -Dstatecap.scale.out=DIR}. {@code docs/analysis.md} has its results.
 */
final class FitScaleExperiment {

    @Test
    void writeTenThousandTrials() throws IOException {
        GeneratedSweep sweep = new GeneratedSweep(25, 8, 10, 5, 32);
        sweep.write(ResultsDirectory.local(Path.of(System.getProperty("statecap.scale.out"))), sweep.trials());
    }
}
