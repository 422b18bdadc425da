package io.statecap.model.cpu;

import io.statecap.datasets.TokenSource;
import io.statecap.model.Mamba2;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.Precision;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.io.TensorSource;
import io.statecap.model.train.Trainer;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/** The engine that is always there. Holds no state, so it may travel. */
public final class CpuEngine implements ModelEngine, Serializable {

    /** The column {@code engine} of its trials. */
    public static final String NAME = "cpu";

    private static final long serialVersionUID = 1L;

    @Override
    public String name() {
        return NAME;
    }

    /** As Linux knows the processor; elsewhere its architecture. */
    @Override
    public String device() {
        String architecture = System.getProperty("os.arch");
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(architecture);
        } catch (IOException | UncheckedIOException e) {
            return architecture;
        }
    }

    @Override
    public Precision precision() {
        return Precision.FLOAT32;
    }

    @Override
    public TrainingRun start(Mamba2Config model, TrainingSettings training, TokenSource source,
                             Resources resources) {
        boundNativeThreads();
        return Trainer.start(Mamba2.initialise(model, training.seed()), training, source, resources.threads(),
                resources.recompute());
    }

    @Override
    public TrainingRun start(Mamba2Config model, TensorSource weights, TrainingSettings training, TokenSource source,
                             Resources resources) throws IOException {
        boundNativeThreads();
        return Trainer.start(Mamba2.from(model, weights), training, source, resources.threads(), resources.recompute());
    }

    @Override
    public TrainingRun resume(Mamba2Config model, TrainingSettings training, TokenSource source, Resources resources,
                              InputStream checkpoint) throws IOException {
        boundNativeThreads();
        return Trainer.resume(model, training, source, resources.threads(), resources.recompute(), checkpoint);
    }

    @Override
    public FrozenModel model(Mamba2Config model, TensorSource weights) throws IOException {
        boundNativeThreads();
        return CpuModel.of(model, weights);
    }

    /**
     * Keeps ND4J and its BLAS from starting a pool of threads in every JVM that runs trials. Trials are the
     * parallelism; with the default pools, two trials on two cores run at two thirds of the speed.
     */
    private static void boundNativeThreads() {
        Nd4j.getEnvironment().setMaxThreads(1);
        Nd4j.getEnvironment().setMaxMasterThreads(1);
        Nd4j.factory().blas().setMaxThreads(1);
    }
}
