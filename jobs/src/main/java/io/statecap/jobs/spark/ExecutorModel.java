package io.statecap.jobs.spark;

import io.statecap.jobs.experiment.probe.ProbedModel;
import io.statecap.model.engine.FrozenModel;
import io.statecap.model.engine.ModelEngine;
import java.io.IOException;
import java.io.Serializable;

/** A model as it is broadcast. Its weights are packed once an executor, by the first task that reads with them. */
final class ExecutorModel implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ProbedModel probed;
    private final ModelEngine engine;
    private transient FrozenModel model;

    ExecutorModel(ProbedModel probed, ModelEngine engine) {
        this.probed = probed;
        this.engine = engine;
    }

    ProbedModel probed() {
        return probed;
    }

    synchronized FrozenModel model() throws IOException {
        if (model == null) {
            model = engine.model(probed.snapshot().config(), probed.snapshot().source());
        }
        return model;
    }
}
