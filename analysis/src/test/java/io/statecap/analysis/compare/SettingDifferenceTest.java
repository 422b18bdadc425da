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
                 "seed": [1, 0]}, "execution": {"threads": 1}, "search": "grid"}, "resultsVersion": 2,
                 "commit": "c"}""";
        String second = """
                {"config": {"name": "b", "model": {"dState": [8, 16], "layers": [2]},
                "training": {"learningRate": 0.001,
                 "seed": [0, 1]}, "execution": {"threads": 2}, "search": "grid"}, "resultsVersion": 2, "commit":
                  "d"}""";

        assertEquals(List.of(
                new SettingDifference("model.dState", List.of("[4, 8]", "[8, 16]"), true),
                new SettingDifference("commit", List.of("c", "d"), false),
                new SettingDifference("execution.threads", List.of("1", "2"), false),
                new SettingDifference("name", List.of("a", "b"), false)), SettingDifference.of(List.of(first, second)));
    }

    @Test
    void whatOnlyOneHasIsAbsentInTheOther() {
        String one = "{\"config\": {\"data\": {\"kind\": \"recall\", \"keys\": 16}, \"model\": {\"weights\": \"\"}}}";
        String two = "{\"config\": {\"data\": {\"kind\": \"recall\"}, \"model\": {\"weights\": \"x\"}}}";

        assertEquals(List.of(new SettingDifference("data.keys", List.of("16", "absent"), true),
                new SettingDifference("model.weights", List.of("\"\"", "x"), true)), SettingDifference.of(List.of(one,
                two)));
        assertThrows(IllegalArgumentException.class, () -> SettingDifference.of(List.of("{", "{}")));
    }

    @Test
    void listsOfModelsAreComparedAsAWhole() {
        String grid = "{\"config\": {\"model\": {\"layers\": [1, 2]}}}";
        String list = "{\"config\": {\"model\": [{\"layers\": 1}, {\"layers\": 2}]}}";
        String other = list.replace("\"layers\": 2", "\"layers\": 3");

        assertEquals(List.of(new SettingDifference("model", List.of("[{\"layers\":1}, {\"layers\":2}]",
                "[{\"layers\":1}, {\"layers\":3}]"), true)), SettingDifference.of(List.of(list, other)));
        assertEquals(List.of("model", "model.layers"), SettingDifference.of(List.of(grid, list)).stream()
                .map(SettingDifference::path).toList());
    }
}
