package io.statecap.cuda.train;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Blas;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Graph;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.device.WorkTimes;
import io.statecap.cuda.kernel.AdamW;
import io.statecap.cuda.network.BatchLayout;
import io.statecap.cuda.network.DeviceTensors;
import io.statecap.cuda.network.DeviceWeights;
import io.statecap.cuda.network.GradientStep;
import io.statecap.cuda.network.HostCopy;
import io.statecap.datasets.TokenBatch;
import io.statecap.datasets.TokenSource;
import io.statecap.model.HeapParameters;
import io.statecap.model.Mamba2Config;
import io.statecap.model.ParameterReader;
import io.statecap.model.engine.StartStates;
import io.statecap.model.engine.TrainingRun;
import io.statecap.model.io.TensorSource;
import io.statecap.model.train.InitialStates;
import io.statecap.model.train.StepResult;
import io.statecap.model.train.TrainingCheckpoint;
import io.statecap.model.train.TrainingSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * One training on a GPU, on a stream of its own. A step is one recorded graph; there is one graph for each of a few
 * numbers of scored rows. Losses and norms are fetched once a call of {@link #steps}.
 */
public final class CudaTraining implements TrainingRun {

    /** Steps whose results the device keeps, and so the most at a time. */
    private static final int SLOTS = 256;
    /** Numbers of scored rows are rounded up to this share of all rows. */
    private static final int SHARES = 8;
    private static final double SECONDS_AT_A_TIME = 0.4;

    private final Gpu gpu;
    private final Arithmetic arithmetic;
    private final Mamba2Config config;
    private final TrainingSettings settings;
    private final LongFunction<TokenBatch> startBatches;
    private final Stream stream;
    private final DeviceArena arena;
    private final DeviceWeights weights;
    private final AdamW optimizer;
    private final BatchPlan plan;
    private final BatchLayout layout;
    private final GradientStep gradient;
    private final StateStore states;
    private final long staging;
    private final Map<Integer, Graph> graphs = new HashMap<>();
    private final TokenSource source;
    private BatchFeeder feeder;
    private long stepsDone;
    private double secondsAStep = SECONDS_AT_A_TIME;

    private CudaTraining(Gpu gpu, Arithmetic arithmetic, Mamba2Config config, TrainingSettings settings,
                         TokenSource source, BatchPlan plan) {
        this.gpu = gpu;
        this.arithmetic = arithmetic;
        this.config = config;
        this.settings = settings;
        this.source = source;
        this.plan = plan;
        startBatches = settings.batches(source, config.vocabulary());
        stream = new Stream(gpu);
        arena = new DeviceArena(gpu);
        try {
            Blas blas = new Blas(stream, arena, arithmetic);
            weights = new DeviceWeights(arena, config, arithmetic, false);
            optimizer = new AdamW(stream, arena, weights, settings, SLOTS);
            layout = new BatchLayout(plan.most(), settings.length(), config.vocabulary());
            gradient = new GradientStep(stream, arena, blas, arithmetic, weights, optimizer, layout, plan.most(),
                    settings.length(), plan.recompute());
            states = new StateStore(stream, arena, config, settings);
            staging = arena.allocate((long) plan.micros() * layout.bytes());
        } catch (RuntimeException e) {
            stream.settle();
            arena.close();
            stream.close();
            throw e;
        }
    }

    /** A new training from given weights, which are copied. */
    static CudaTraining start(Gpu gpu, Arithmetic arithmetic, Mamba2Config config, ParameterReader weights,
                              TrainingSettings settings, TokenSource source, boolean recompute) {
        return start(gpu, arithmetic, config, weights, settings, source,
                BatchPlan.of(config, settings, arithmetic, recompute));
    }

    static CudaTraining start(Gpu gpu, Arithmetic arithmetic, Mamba2Config config, ParameterReader weights,
                              TrainingSettings settings, TokenSource source, BatchPlan plan) {
        CudaTraining training = new CudaTraining(gpu, arithmetic, config, settings, source, plan);
        training.weights.upload(training.stream, weights);
        return training;
    }

    /** A training that goes on from a checkpoint. */
    static CudaTraining resume(Gpu gpu, Arithmetic arithmetic, Mamba2Config config, TrainingSettings settings,
                               TokenSource source, boolean recompute, InputStream checkpoint) throws IOException {
        CudaTraining training = new CudaTraining(gpu, arithmetic, config, settings, source,
                BatchPlan.of(config, settings, arithmetic, recompute));
        try {
            HeapParameters weights = new HeapParameters(config);
            HeapParameters first = new HeapParameters(config);
            HeapParameters second = new HeapParameters(config);
            training.stepsDone = TrainingCheckpoint.read(checkpoint, CudaEngine.text(arithmetic), config, settings,
                    weights, first, second, training.states.source());
            HostCopy copy = new HostCopy(training.stream);
            training.weights.upload(training.stream, weights);
            copy.upload(training.weights.layout(), first, training.optimizer.firstMoments());
            copy.upload(training.weights.layout(), second, training.optimizer.secondMoments());
            training.states.upload();
            training.optimizer.start(training.stream, training.stepsDone);
            return training;
        } catch (IOException | RuntimeException e) {
            training.close();
            throw e;
        }
    }

    @Override
    public boolean done() {
        return stepsDone >= settings.steps();
    }

    @Override
    public long stepsDone() {
        return stepsDone;
    }

    @Override
    public int stepsAtATime() {
        return (int) Math.max(1, Math.min(SLOTS, SECONDS_AT_A_TIME / secondsAStep));
    }

    @Override
    public List<StepResult> steps(int most) {
        gpu.use();
        List<StepResult> results = new ArrayList<>();
        while (results.size() < most && !done()) {
            long first = stepsDone;
            int count = (int) Math.min(Math.min(most - results.size(), SLOTS), settings.steps() - first);
            long start = System.nanoTime();
            for (int i = 0; i < count; i++) {
                step();
            }
            double[] measured = optimizer.results(stream);
            secondsAStep = (System.nanoTime() - start) / 1e9 / count;
            for (long step = first; step < stepsDone; step++) {
                int slot = (int) (step % SLOTS);
                results.add(new StepResult(step + 1, (step + 1) * settings.batchTokens(), measured[2 * slot],
                        measured[2 * slot + 1], settings.schedule().rate(step, settings)));
            }
        }
        return results;
    }

    private void step() {
        if (feeder == null) {
            feeder = new BatchFeeder(gpu, plan, layout,
                    settings.batches(source, config.vocabulary()), optimizer::stepsRead, stepsDone,
                    settings.steps());
        }
        BatchFeeder.Slot slot = feeder.take();
        slot.buffer().copyTo(stream, staging);
        states.prepare(stepsDone, slot.documentStart());
        int share = Math.max(1, (layout.rows() + SHARES - 1) / SHARES);
        int scored = Math.max(share, Math.min(layout.rows(), (slot.mostScored() + share - 1) / share * share));
        Graph graph = graphs.get(scored);
        if (graph != null) {
            graph.launch(stream);
        } else {
            // Also loads what the libraries load at first use, which must not happen in a recording.
            record(scored);
            graphs.put(scored, stream.capture(() -> record(scored)));
        }
        feeder.giveBack(slot);
        stepsDone++;
    }

    /** Queues all work of a step, for up to a number of scored rows a micro-batch. */
    private void record(int scored) {
        optimizer.clear(stream);
        for (int micro = 0; micro < plan.micros(); micro++) {
            BatchLayout.At batch = new BatchLayout.At(layout, staging + (long) micro * layout.bytes());
            int rows = plan.count(micro) * settings.length();
            gradient.run(batch, plan.count(micro), Math.min(rows, scored), states.initial(), states.last(),
                    plan.first(micro));
        }
        optimizer.step(stream, new BatchLayout.At(layout, staging).scale());
    }

    /** Times of a step's parts, queued one by one, on the batch of the last step; it spoils the training. */
    Map<String, WorkTimes.Time> times() {
        gpu.use();
        return WorkTimes.of(stream, () -> record(layout.rows()));
    }

    /** Gradients that the last step computed, before clipping. */
    ParameterReader gradients() {
        gpu.use();
        return new HostCopy(stream).reader(weights.layout(), optimizer.gradients());
    }

    @Override
    public void writeCheckpoint(OutputStream out) throws IOException {
        gpu.use();
        HostCopy copy = new HostCopy(stream);
        TrainingCheckpoint.write(out, CudaEngine.text(arithmetic), config, settings,
                copy.reader(weights.layout(), weights.floats()),
                copy.reader(weights.layout(), optimizer.firstMoments()),
                copy.reader(weights.layout(), optimizer.secondMoments()), states.download(), stepsDone);
    }

    @Override
    public TensorSource weights() {
        gpu.use();
        return DeviceTensors.of(gpu, weights, stream);
    }

    @Override
    public StartStates startStates(int most) {
        gpu.use();
        boolean carried = settings.start().kind() == InitialStates.Kind.CARRIED;
        boolean[] documentStart = carried ? startBatches.apply(stepsDone).documentStart() : new boolean[0];
        return states.first(stepsDone, documentStart, most);
    }

    @Override
    public long heldBytes() {
        return arena.bytes();
    }

    @Override
    public void close() {
        gpu.use();
        stream.settle();
        if (feeder != null) {
            feeder.close();
        }
        graphs.values().forEach(Graph::close);
        arena.close();
        stream.close();
    }
}
