package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    @ParameterizedTest
    @CsvSource({"dstate", "dStat", "dSttae", "dtSate", "dStates"})
    void aWordWithAFewLettersOffIsKnown(String word) {
        assertEquals(Optional.of("dState"), Suggestion.closest(word, List.of("length", "dState")));
    }

    @Test
    void namesTheClosestIfAnyIsClose() {
        List<String> known = List.of("length", "tokens", "learningRate", "seed");
        assertEquals(Optional.of("learningRate"), Suggestion.closest("learning_rate", known));
        assertEquals(Optional.of("seed"), Suggestion.closest("seeds", known));
        assertEquals(Optional.empty(), Suggestion.closest("flavour", known));
    }
}
