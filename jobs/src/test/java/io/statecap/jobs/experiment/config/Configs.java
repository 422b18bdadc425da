package io.statecap.jobs.experiment.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.jobs.common.UsageException;
import java.nio.file.Path;
import java.util.List;

/** Configurations to test with. */
final class Configs {

    /** Only what must be given. */
    static final String SMALL = """
            {"name": "small",
             "model": {"dModel": 32, "layers": 2, "dState": 8},
             "data": {"kind": "recall", "keys": 128, "values": 32},
             "training": {"length": 64, "tokens": 100000}}
            """;

    private Configs() {}

    /** {@link #SMALL} with fields set: a path such as {@code model.dState}, then JSON; null removes the field. */
    static String with(String... pathsAndValues) {
        ObjectNode root = (ObjectNode) ConfigJson.trusted(SMALL);
        for (int i = 0; i < pathsAndValues.length; i += 2) {
            String[] names = pathsAndValues[i].split("\\.");
            ObjectNode parent = root;
            for (int n = 0; n < names.length - 1; n++) {
                parent = parent.withObjectProperty(names[n]);
            }
            String name = names[names.length - 1];
            if (pathsAndValues[i + 1] == null) {
                parent.remove(name);
            } else {
                JsonNode value = ConfigJson.trusted(pathsAndValues[i + 1]);
                parent.set(name, value);
            }
        }
        return root.toString();
    }

    static SweepConfig parsed(String... pathsAndValues) {
        return ConfigReader.parse(with(pathsAndValues), "c.json");
    }

    static List<String> problems(String json) {
        return assertThrows(UsageException.class, () -> ConfigReader.parse(json, "c.json")).problems();
    }

    static Trial onlyTrial(String json) {
        List<Trial> trials = ConfigReader.parse(json, "c.json").trials();
        if (trials.size() != 1) {
            throw new AssertionError(trials.size() + " trials");
        }
        return trials.get(0);
    }

    /** The project's own folder of configurations. */
    static Path conf() {
        return Path.of(System.getProperty("statecap.root", ".."), "conf");
    }
}
