package io.statecap.analysis.law;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.statecap.analysis.law.formula.Law;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LawVerdictTest {

    private static LawFit fit(Law law, FitMethod method, double aic, int points, Double low) {
        List<Estimate> parameters = new ArrayList<>();
        for (String name : law.parameterNames()) {
            parameters.add(new Estimate(name, 1, low, low == null ? null : 3.0));
        }
        return new LawFit(law, method, parameters, 0.9, aic, points);
    }

    /** 24 thresholds: the correction is 1.2 for two parameters with the spread, 0.571 for one. */
    @Test
    void differencesAreReadInThreeSteps() {
        assertEquals("T_train: by interval_ml on 24 thresholds the linear law describes the data best. The data do not"
                + " separate it from power (AICc 0.5 higher). There is clear evidence against constant (AICc 19.4"
                + " higher)."
                + " The interval of the line's slope excludes 0.",
                LawVerdict.of("T_train", List.of(fit(Law.CONSTANT, FitMethod.INTERVAL_ML, 70, 24, 0.5),
                        fit(Law.LINEAR, FitMethod.INTERVAL_ML, 50, 24, 0.5),
                        fit(Law.POWER, FitMethod.INTERVAL_ML, 50.5, 24, 0.5),
                        fit(Law.POWER, FitMethod.OLS, 1, 24, 0.5))));
        assertEquals("T_train: by interval_ml on 24 thresholds the constant law describes the data best. There is"
                + " weak evidence against linear (AICc 3.6 higher). The interval of the line's slope"
                + " includes 0: growth with the state"
                + " size is not shown.",
                LawVerdict.of("T_train", List.of(fit(Law.CONSTANT, FitMethod.INTERVAL_ML, 47, 24, -1.0),
                        fit(Law.LINEAR, FitMethod.INTERVAL_ML, 50, 24, -1.0))));
    }

    @Test
    void fewThresholdsAreNotCompared() {
        assertEquals("T_train: too few thresholds to compare laws. The slope of the line has no interval.",
                LawVerdict.of("T_train", List.of(fit(Law.CONSTANT, FitMethod.INTERVAL_ML, 47, 3, null),
                        fit(Law.LINEAR, FitMethod.INTERVAL_ML, 50, 3, null))));
        assertEquals("T_train: too few thresholds to compare laws.", LawVerdict.of("T_train", List.of()));
    }
}
