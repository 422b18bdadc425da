package io.statecap.analysis.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.analysis.law.Clustering;
import io.statecap.analysis.law.Estimate;
import io.statecap.analysis.law.FitMethod;
import io.statecap.analysis.law.Law;
import io.statecap.analysis.law.LawFit;
import io.statecap.analysis.law.Variable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LawVerdictTest {

    private static LawFit fit(Law law, FitMethod method, double aic, int points, Double low) {
        List<Estimate> parameters = new ArrayList<>();
        for (String name : law.parameterNames()) {
            parameters.add(new Estimate(name, 1, low, low == null ? null : 3.0));
        }
        return new LawFit(law, method, Variable.STATE_SIZE, parameters, null, null, aic, points, null);
    }

    /** 24 thresholds: the correction is 1.2 for two parameters with the spread, 0.571 for one. */
    @Test
    void differencesAreReadInThreeSteps() {
        assertEquals("T_train: by joint on 24 trials the linear law describes the data best. The data do not"
                + " separate it from power (AICc 0.5 higher). There is clear evidence against constant (AICc 19.4"
                + " higher)."
                + " The interval of the line's slope excludes 0.",
                LawVerdict.of("T_train", List.of(fit(Law.CONSTANT, FitMethod.JOINT, 70, 24, 0.5),
                        fit(Law.LINEAR, FitMethod.JOINT, 50, 24, 0.5),
                        fit(Law.POWER, FitMethod.JOINT, 50.5, 24, 0.5),
                        fit(Law.POWER, FitMethod.OLS, 1, 24, 0.5)), null));
        assertEquals("T_train: by joint on 24 trials the constant law describes the data best. There is"
                + " weak evidence against linear (AICc 3.6 higher). The interval of the line's slope"
                + " includes 0: growth with the state"
                + " size is not shown.",
                LawVerdict.of("T_train", List.of(fit(Law.CONSTANT, FitMethod.JOINT, 47, 24, -1.0),
                        fit(Law.LINEAR, FitMethod.JOINT, 50, 24, -1.0)), null));
    }

    /** Where counts of a seed vary twice as much as coin flips, a likelihood ratio says half as much. */
    @Test
    void evidenceCountsWhatSeedsShare() {
        Clustering twice = new Clustering(2, 10, 2, 0, 3, 24);
        // AICc differs by 10.6, of which the likelihoods have 12 and the corrections and parameters the rest.
        String words = LawVerdict.of("T_train", List.of(fit(Law.CONSTANT, FitMethod.JOINT, 60, 24, 0.5),
                fit(Law.LINEAR, FitMethod.JOINT, 50, 24, 0.5)), twice);
        assertTrue(words.contains("weak evidence against constant (AICc 9.4 higher, 3.4 with what seeds share)"),
                words);
    }

    /** A line in what grows with S is named beside the one in S, not instead of it. */
    @Test
    void rivalsAreCompared() {
        LawFit rival = new LawFit(Law.LINEAR, FitMethod.JOINT, Variable.LAYERS, List.of(new Estimate("a", 1, 0.5, 3.0),
                new Estimate("b", 1, 0.5, 3.0)), null, null, 40.0, 24, null);
        String words = LawVerdict.of("T_train", List.of(fit(Law.CONSTANT, FitMethod.JOINT, 60, 24, 0.5),
                fit(Law.LINEAR, FitMethod.JOINT, 50, 24, 0.5), rival), null);
        assertTrue(words.contains("the linear law describes the data best"), words);
        assertTrue(words.endsWith(" A line in layers is better (AICc 10.0 lower)."), words);
    }

    @Test
    void fewThresholdsAreNotCompared() {
        assertEquals("T_train: too few thresholds to compare laws.",
                LawVerdict.of("T_train", List.of(fit(Law.CONSTANT, FitMethod.JOINT, 47, 3, null),
                        fit(Law.LINEAR, FitMethod.JOINT, 50, 3, null)), null));
        assertEquals("T_train: too few thresholds to compare laws.", LawVerdict.of("T_train", List.of(), null));
    }
}
