package io.statecap.jobs.experiment.trial;

import io.statecap.analysis.collapse.Criterion;
import io.statecap.jobs.experiment.settings.CriterionSettings;

/** From a configuration's criterion to the one that judges curves. */
public final class Criteria {

    private Criteria() {}

    public static Criterion of(CriterionSettings settings) {
        return new Criterion(Criterion.Kind.valueOf(settings.kind().name()), settings.limit(),
                settings.slice().name(), settings.baselineWindow(), settings.smoothing());
    }
}
