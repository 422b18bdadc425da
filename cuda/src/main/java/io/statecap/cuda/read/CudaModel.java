package io.statecap.cuda.read;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Stream;
import io.statecap.cuda.network.DeviceTensors;
import io.statecap.cuda.network.DeviceWeights;
import io.statecap.model.Mamba2Config;
import io.statecap.model.Mitigation;
import io.statecap.model.ParameterReader;
import io.statecap.model.cpu.CpuModel;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.Inference;
import io.statecap.model.engine.ReadingShape;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A model on a GPU, to read with. Mitigations other than forgetting are read by the CPU, on the same weights. */
public final class CudaModel implements FrozenModel {

    private static final int SEQUENCES = 256;
    private static final int TOKENS = 1 << 16;

    private final Gpu gpu;
    private final Arithmetic arithmetic;
    private final DeviceArena arena;
    private final DeviceWeights weights;
    private CpuModel onCpu;

    private CudaModel(Gpu gpu, Arithmetic arithmetic, Mamba2Config config) {
        this.gpu = gpu;
        this.arithmetic = arithmetic;
        arena = new DeviceArena(gpu);
        weights = new DeviceWeights(arena, config, arithmetic, true);
    }

    /** A copy of parameters. */
    public static CudaModel of(Gpu gpu, Arithmetic arithmetic, Mamba2Config config, ParameterReader parameters) {
        gpu.use();
        CudaModel model = new CudaModel(gpu, arithmetic, config);
        try (Stream stream = new Stream(gpu)) {
            model.readOnce();
            model.weights.upload(stream, parameters);
            return model;
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** Has all that the first reading of a process loads loaded; what the weights are does not matter. */
    private void readOnce() {
        int[] tokens = new int[Inference.CHUNK];
        try (Inference inference = open(1, tokens.length, Mitigation.NONE)) {
            inference.read(tokens, tokens.length);
            inference.losses(tokens, tokens, tokens.length, (row, loss, correct) -> { });
            inference.finish();
        }
    }

    private static boolean onDevice(Mitigation mitigation) {
        return mitigation instanceof Mitigation.None || mitigation instanceof Mitigation.Forget;
    }

    @Override
    public Mamba2Config config() {
        return weights.config();
    }

    @Override
    public long heldBytes() {
        return arena.bytes();
    }

    @Override
    public ReadingShape shape(Mitigation mitigation) {
        return onDevice(mitigation) ? new ReadingShape(SEQUENCES, TOKENS) : cpu().shape(mitigation);
    }

    @Override
    public Inference open(int sequences, int length, Mitigation mitigation) {
        return onDevice(mitigation)
                ? new CudaInference(gpu, arithmetic, weights, sequences, length, mitigation)
                : cpu().open(sequences, length, mitigation);
    }

    /** The same weights on the CPU, from when they are first needed. */
    private synchronized CpuModel cpu() {
        if (onCpu == null) {
            gpu.use();
            try (Stream stream = new Stream(gpu)) {
                onCpu = CpuModel.of(config(), DeviceTensors.of(gpu, weights, stream));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return onCpu;
    }

    @Override
    public void close() {
        arena.close();
    }
}
