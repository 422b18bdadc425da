package io.statecap.analysis.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingDifferenceTest {

    @Test
    void settingsThatBearOnResultsComeFirst() {
        String first = """
                {"config": {"name": "a", "model": {"dState": [4, 8], "layers": 2}, "training": {"learningRate": 1e-3,
                 "seed": [1, 0]}, "execution": {"threads": 1}, "search": "grid"}, "resultsVersion": 2, "commit": "c"}""";
        String second = """
                {"config": {"name": "b", "model": {"dState": [8, 16], "layers": [2]}, "training": {"learningRate": 0.001,
                 "seed": [0, 1]}, "execution": {"threads": 2}, "search": "grid"}, "resultsVersion": 2, "commit": "d"}""";

        assertEquals(List.of(
                new SettingDifference("model.dState", List.of("[4, 8]", "[8, 16]"), true),
                new SettingDifference("commit", List.of("c", "d"), false),
                new SettingDifference("execution.threads", List.of("1", "2"), false),
                new SettingDifference("name", List.of("a", "b"), false)), SettingDifference.of(List.of(first, second)));
    }

    @Test
    void whatOnlyOneHasIsAbsentInTheOtherAndListsOfObjectsAreTakenApart() {
        String one = "{\"config\": {\"data\": {\"kind\": \"recall\", \"keys\": 16}, \"model\": {\"dState\": 4}}}";
        String two = "{\"config\": {\"data\": {\"kind\": \"recall\"}, \"model\": [{\"dState\": 4}, {\"dState\": 8}]}}";

        assertEquals(List.of(
                new SettingDifference("data.keys", List.of("16", "absent"), true),
                new SettingDifference("model.dState", List.of("4", "absent"), true),
                new SettingDifference("model[0].dState", List.of("absent", "4"), true),
                new SettingDifference("model[1].dState", List.of("absent", "8"), true)),
                SettingDifference.of(List.of(one, two)));
        assertThrows(IllegalArgumentException.class, () -> SettingDifference.of(List.of("{", "{}")));
    }
}
