package io.statecap.cuda.train;

import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.driver.Cuda;
import io.statecap.cuda.driver.CudaProbe;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.EngineProvider;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.Precision;
import io.statecap.model.train.TrainingSettings;

/** NVIDIA's GPUs; none where there is no driver or no CUDA. */
public final class CudaProvider implements EngineProvider {

    /** For {@link java.util.ServiceLoader}. */
    public CudaProvider() {}

    @Override
    public String name() {
        return CudaEngine.NAME;
    }

    @Override
    public int devices() {
        return CudaProbe.get().driver().map(Cuda::deviceCount).orElse(0);
    }

    @Override
    public String found() {
        CudaProbe probe = CudaProbe.get();
        return probe.driver().map(cuda -> devices() + " GPU(s): " + device(0)).orElse(probe.absent());
    }

    @Override
    public String device(int device) {
        return Gpu.Description.of(device).name();
    }

    @Override
    public long deviceBytes(int device) {
        return Gpu.Description.of(device).bytes();
    }

    @Override
    public long trainingBytes(Mamba2Config model, TrainingSettings training, Precision precision, boolean recompute) {
        return DeviceMemory.training(model, training, CudaEngine.arithmetic(precision), recompute);
    }

    @Override
    public Reference reference() {
        return MeasuredRates.DEVICE;
    }

    @Override
    public double referenceRate(Mamba2Config model, TrainingSettings training, Precision precision, boolean recompute) {
        return MeasuredRates.training(model, precision, recompute
                || BatchPlan.of(model, training, CudaEngine.arithmetic(precision), false).recompute());
    }

    @Override
    public ModelEngine engine(int device, Precision precision) {
        return new CudaEngine(device, precision);
    }
}
