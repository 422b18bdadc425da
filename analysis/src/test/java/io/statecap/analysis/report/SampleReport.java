package io.statecap.analysis.report;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the report of the made-up sweep into a directory, to be looked at. */
final class SampleReport {

    private SampleReport() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println(SyntheticSweep.write(Path.of(arguments[0]), SyntheticSweep.complete()));
    }
}
