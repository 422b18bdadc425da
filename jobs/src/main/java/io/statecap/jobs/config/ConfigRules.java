package io.statecap.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What fields must have to do with one another, in every cell of the grid. */
final class ConfigRules {

    /** Far beyond what anybody trains, and few enough to list. */
    static final long MOST_TRIALS = 100_000;

    /** Tokens of the two pairs that a first re-used key needs. */
    private static final int SHORTEST_RECALL = 4;

    private static final long MOST_BUCKETS = 1_000_000;

    private final JsonNode written;
    private final ObjectNode resolved;
    private final List<String> problems;

    /**
     * @param written  the configuration as it was read: tells defaults from given values
     * @param resolved the same from {@link ConfigResolver}; rules skip what is missing there
     * @param problems receives sentences without the name of the file
     */
    ConfigRules(JsonNode written, ObjectNode resolved, List<String> problems) {
        this.written = written;
        this.resolved = resolved;
        this.problems = problems;
    }

    /** One value of a field, and where it stands. */
    private record Value(String path, JsonNode json, boolean given) {
        long whole() {
            return json.longValue();
        }

        double real() {
            return json.doubleValue();
        }

        String text() {
            return json.textValue();
        }

        /** The beginning of a sentence. */
        String is() {
            return path + " is " + ConfigResolver.show(json) + (given ? "" : " (the default)") + ", but must ";
        }
    }

    void check() {
        checkHeads();
        checkBatches();
        checkSchedule();
        checkTokens();
        checkRecallLength();
        checkProbe();
        checkSlices();
        checkGridSize();
    }

    private void checkHeads() {
        for (Value expand : values("model", "expand")) {
            for (Value dModel : values("model", "dModel")) {
                long inner = expand.whole() * dModel.whole();
                String sizes = " (expand " + expand.whole() + ", dModel " + dModel.whole() + ")";
                for (Value headDim : values("model", "headDim")) {
                    if (inner % headDim.whole() != 0) {
                        problem(headDim.is() + "divide dInner = expand * dModel = " + inner + sizes + ".");
                        continue;
                    }
                    long heads = inner / headDim.whole();
                    for (Value groups : values("model", "groups")) {
                        if (heads % groups.whole() != 0) {
                            problem(groups.is() + "divide the number of heads, dInner / headDim = " + inner + " / "
                                    + headDim.whole() + " = " + heads + sizes + ".");
                        }
                    }
                }
            }
        }
    }

    private void checkBatches() {
        for (Value batch : values("training", "batchTokens")) {
            for (Value length : values("training", "length")) {
                if (batch.whole() % length.whole() != 0) {
                    problem(batch.is() + "be a multiple of the training length " + length.whole() + " at "
                            + length.path() + ".");
                }
            }
        }
    }

    private void checkSchedule() {
        if (values("training", "schedule").stream().noneMatch(schedule -> schedule.text().equals("wsd"))) {
            return;
        }
        for (Value warmup : values("training", "warmup")) {
            for (Value decay : values("training", "decay")) {
                if (warmup.real() + decay.real() > 1) {
                    problem(warmup.is() + "be at most 1 together with " + decay.path() + ", which is "
                            + ConfigResolver.show(decay.json()) + ".");
                }
            }
        }
    }

    private void checkTokens() {
        if (!kinds().contains("newlines")) {
            return;
        }
        for (Value token : values("data", "token")) {
            for (Value vocabulary : values("data", "vocabulary")) {
                if (token.whole() >= vocabulary.whole()) {
                    problem(token.is() + "be below the vocabulary of " + vocabulary.whole() + " at "
                            + vocabulary.path() + ".");
                }
            }
        }
    }

    private void checkRecallLength() {
        if (!kinds().contains("recall")) {
            return;
        }
        for (Value length : values("training", "length")) {
            if (length.whole() < SHORTEST_RECALL) {
                problem(length.is() + "be at least " + SHORTEST_RECALL
                        + " for data of kind recall, or no key is ever used again.");
            }
        }
    }

    private void checkProbe() {
        for (Value length : values("training", "length")) {
            for (Value probe : values("probe", "length")) {
                if (probe.whole() <= length.whole()) {
                    problem(probe.is() + "be greater than the training length " + length.whole() + " at "
                            + length.path() + ".");
                }
            }
            for (Value width : values("probe", "buckets", "width")) {
                if (length.whole() % width.whole() != 0) {
                    problem(width.is() + "divide the training length " + length.whole() + " at " + length.path()
                            + ", so that a bucket ends there.");
                }
            }
        }
        for (Value probe : values("probe", "length")) {
            for (Value width : values("probe", "buckets", "width")) {
                if (probe.whole() / width.whole() > MOST_BUCKETS) {
                    problem(width.is() + "be at least " + ((probe.whole() + MOST_BUCKETS - 1) / MOST_BUCKETS)
                            + ", so that the probe has at most " + MOST_BUCKETS + " buckets.");
                }
            }
        }
    }

    private void checkSlices() {
        List<Value> slices = new ArrayList<>();
        JsonNode list = resolved.path("probe").path("slices");
        boolean given = written.path("probe").has("slices");
        for (int i = 0; i < list.size(); i++) {
            slices.add(new Value("$.probe.slices[" + i + "]", list.get(i), given));
        }
        List<String> kinds = kinds();
        for (Value slice : slices) {
            for (String kind : kinds) {
                if (!slice.text().equals("all") && !kind.equals("recall")) {
                    problem(slice.is() + "be \"all\", since data of kind " + kind
                            + " has no ages; only recall has.");
                }
            }
        }
        if (!slices.isEmpty()) {
            List<String> names = slices.stream().map(Value::text).toList();
            for (Value slice : values("criterion", "slice")) {
                if (!names.contains(slice.text())) {
                    problem(slice.is() + "be one of the probe's slices, which are " + list + " at $.probe.slices.");
                }
            }
        }
    }

    private void checkGridSize() {
        double trials = 1;
        for (Field part : ConfigFields.ROOT.common()) {
            if (part.type() instanceof FieldType.Nested nested && nested.section().grid()) {
                for (Field field : nested.section().allFields()) {
                    JsonNode value = resolved.path(part.name()).path(field.name());
                    trials *= field.isGridList(value) ? Math.max(1, value.size()) : 1;
                }
            }
        }
        if (trials > MOST_TRIALS) {
            problem(String.format(Locale.ROOT, "$ spans a grid of %.0f trials, but must have at most %d.", trials,
                    MOST_TRIALS));
        }
    }

    private List<String> kinds() {
        return values("data", Section.KIND).stream().map(Value::text).distinct().toList();
    }

    /** The valid values of a field: each of a grid list's, or its single one; none where it is missing. */
    private List<Value> values(String... names) {
        JsonNode value = resolved;
        JsonNode source = written;
        for (String name : names) {
            value = value.path(name);
            source = source.path(name);
        }
        String path = "$." + String.join(".", names);
        boolean given = !source.isMissingNode();
        List<Value> values = new ArrayList<>();
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                if (!value.get(i).isNull()) {
                    values.add(new Value(path + "[" + i + "]", value.get(i), given));
                }
            }
        } else if (!value.isMissingNode()) {
            values.add(new Value(path, value, given));
        }
        return values;
    }

    private void problem(String sentence) {
        if (!problems.contains(sentence)) {
            problems.add(sentence);
        }
    }
}
