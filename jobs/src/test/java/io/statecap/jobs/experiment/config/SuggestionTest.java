package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    @ParameterizedTest
    @CsvSource({"dState,dState,0", "dstate,dState,0", "dStat,dState,1", "dSttae,dState,1", "dtSate,dState,1",
        "lenght,length,1", "xyz,abc,3"})
    void countsLettersThatAreOff(String a, String b, int distance) {
        assertEquals(distance, Suggestion.distance(a, b));
        assertEquals(distance, Suggestion.distance(b, a));
    }

    @Test
    void namesTheClosestIfAnyIsClose() {
        List<String> known = List.of("length", "tokens", "learningRate", "seed");
        assertEquals(Optional.of("learningRate"), Suggestion.closest("learning_rate", known));
        assertEquals(Optional.of("seed"), Suggestion.closest("seeds", known));
        assertEquals(Optional.empty(), Suggestion.closest("flavour", known));
    }
}
