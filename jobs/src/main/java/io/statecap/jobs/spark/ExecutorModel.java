package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.engine.Engines;
import io.statecap.jobs.experiment.probe.ProbedModel;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.engine.Precision;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as it is broadcast. Its weights are packed once a device, or once an executor on CPUs, by the first task that
 * reads with them; what this holds of an engine stays until the executor ends.
 */
final class ExecutorModel implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ProbedModel probed;
    private final Engines engines;
    private final Precision precision;
    private transient Map<List<String>, FrozenModel> models;

    ExecutorModel(ProbedModel probed, Engines engines, Precision precision) {
        this.probed = probed;
        this.engines = engines;
        this.precision = precision;
    }

    ProbedModel probed() {
        return probed;
    }

    /** @param devices those of the task */
    synchronized FrozenModel model(List<String> devices) throws IOException, InterruptedException {
        if (models == null) {
            models = new HashMap<>();
        }
        FrozenModel model = models.get(devices);
        if (model == null) {
            ModelEngine engine = engines.open("probe", precision, devices, () -> false).orElseThrow().engine();
            model = engine.model(probed.subject().config(), probed.parameters().source());
            models.put(devices, model);
        }
        return model;
    }
}
