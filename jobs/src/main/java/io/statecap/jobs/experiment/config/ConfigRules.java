package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.jobs.experiment.settings.Checkpoint;
import io.statecap.jobs.experiment.settings.EngineChoice;
import io.statecap.model.MitigationText;
import io.statecap.model.engine.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What fields must have to do with one another, in every cell of the grid. */
final class ConfigRules {

    /** Far beyond what anybody trains, and few enough to list. */
    static final long MOST_TRIALS = 100_000;

    /** Tokens of the two pairs that a first re-used key needs. */
    private static final int SHORTEST_RECALL = 4;

    /** The shortest power of two that holds a passkey prompt of bytes. */
    private static final int SHORTEST_TEXT_CONTEXT = 512;

    private static final long MOST_BUCKETS = 1_000_000;

    private final Part root;
    private final List<Part> models;
    private final List<String> problems;

    /**
     * @param written  the configuration as it was read: tells defaults from given values
     * @param resolved the same from {@link ConfigResolver}; rules skip what is missing there
     * @param problems receives sentences without the name of the file
     */
    ConfigRules(JsonNode written, ObjectNode resolved, List<String> problems) {
        this.root = new Part("$", written, resolved);
        this.models = root.parts("model");
        this.problems = problems;
    }

    /** An object of the configuration: where it stands, as written and as resolved. */
    private record Part(String path, JsonNode written, JsonNode resolved) {

        /** A field that is an object or a list of objects. */
        List<Part> parts(String name) {
            Part field = field(name);
            if (!field.resolved.isArray()) {
                return List.of(field);
            }
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < field.resolved.size(); i++) {
                parts.add(new Part(field.path + "[" + i + "]", field.written.path(i), field.resolved.get(i)));
            }
            return parts;
        }

        /** The valid values of a field: each of a grid list's, or its single one; none where it is missing. */
        List<Value> values(String name) {
            Part field = field(name);
            boolean given = !field.written.isMissingNode();
            List<Value> values = new ArrayList<>();
            if (field.resolved.isArray()) {
                for (int i = 0; i < field.resolved.size(); i++) {
                    if (!field.resolved.get(i).isNull()) {
                        values.add(new Value(field.path + "[" + i + "]", field.resolved.get(i), given));
                    }
                }
            } else if (!field.resolved.isMissingNode()) {
                values.add(new Value(field.path, field.resolved, given));
            }
            return values;
        }

        Part field(String name) {
            return new Part(path + "." + name, written.path(name), resolved.path(name));
        }
    }

    /** One value of a field, and where it stands. */
    private record Value(String path, JsonNode json, boolean given) {
        long integer() {
            return json.longValue();
        }

        double number() {
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
        models.forEach(this::checkHeads);
        models.forEach(this::checkCheckpoint);
        checkSeeds();
        checkPrecision();
        checkBatches();
        checkSchedule();
        checkTokens();
        checkRecallLength();
        checkProbe();
        checkSlices();
        checkFurtherProbes();
        checkGridSize();
    }

    private void checkHeads(Part model) {
        for (Value expand : model.values("expand")) {
            for (Value dModel : model.values("dModel")) {
                long inner = expand.integer() * dModel.integer();
                String sizes = " (expand " + expand.integer() + ", dModel " + dModel.integer() + ")";
                for (Value headDim : model.values("headDim")) {
                    if (inner % headDim.integer() != 0) {
                        problem(headDim.is() + "divide dInner = expand * dModel = " + inner + sizes + ".");
                        continue;
                    }
                    long heads = inner / headDim.integer();
                    for (Value groups : model.values("groups")) {
                        if (heads % groups.integer() != 0) {
                            problem(groups.is() + "divide the number of heads, dInner / headDim = " + inner + " / "
                                    + headDim.integer() + " = " + heads + sizes + ".");
                        }
                    }
                }
            }
        }
    }

    private void checkCheckpoint(Part model) {
        for (String name : List.of(Checkpoint.PATH, Checkpoint.WEIGHTS)) {
            Part field = model.field(name);
            if (field.resolved().isArray()) {
                problem(field.path() + " is " + ConfigResolver.show(field.resolved())
                        + ", but must be a single value; several checkpoints are a list of models.");
                return;
            }
        }
        boolean given = model.values(Checkpoint.PATH).stream().anyMatch(path -> !path.text().isEmpty());
        if (given) {
            return;
        }
        for (Value weights : model.values(Checkpoint.WEIGHTS)) {
            if (!weights.text().isEmpty()) {
                problem(weights.is() + "be left out where " + model.field(Checkpoint.PATH).path() + " is.");
            }
        }
        for (Value tokens : root.field("training").values("tokens")) {
            if (tokens.integer() == 0) {
                problem(tokens.is() + "be 1 or more, or " + model.field(Checkpoint.PATH).path()
                        + " must name the checkpoint to probe.");
            }
        }
    }

    /** A checkpoint that is probed as it is gives the same numbers for every seed. */
    private void checkSeeds() {
        List<Value> seeds = root.field("training").values("seed");
        if (!trains() && seeds.size() > 1) {
            problem(seeds.get(1).is() + "be left out where nothing is trained: all seeds give the same trial.");
        }
    }

    /** The CPU has float32 alone. */
    private void checkPrecision() {
        boolean cpu = root.field("execution").values("engine").stream()
                .anyMatch(engine -> engine.json().asText().equals(EngineChoice.CPU.text()));
        for (Value precision : root.field("training").values("precision")) {
            if (cpu && !precision.json().asText().equals(Precision.FLOAT32.text())) {
                problem(precision.is() + "be \"float32\" where $.execution.engine is \"cpu\": the other arithmetics need"
                        + " a GPU.");
            }
        }
    }

    /** Whether any trial trains. */
    private boolean trains() {
        List<Value> tokens = root.field("training").values("tokens");
        return tokens.isEmpty() || tokens.stream().anyMatch(value -> value.integer() > 0);
    }

    private void checkBatches() {
        if (!trains()) {
            return;
        }
        for (Value batch : root.field("training").values("batchTokens")) {
            for (Value length : root.field("training").values("length")) {
                if (batch.integer() % length.integer() != 0) {
                    problem(batch.is() + "be a multiple of the training length " + length.integer() + " at "
                            + length.path() + ".");
                }
            }
        }
    }

    private void checkSchedule() {
        if (root.field("training").values("schedule").stream().noneMatch(schedule -> schedule.text().equals("wsd"))) {
            return;
        }
        for (Value warmup : root.field("training").values("warmup")) {
            for (Value decay : root.field("training").values("decay")) {
                if (warmup.number() + decay.number() > 1) {
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
        for (Value token : root.field("data").values("token")) {
            for (Value vocabulary : root.field("data").values("vocabulary")) {
                if (token.integer() >= vocabulary.integer()) {
                    problem(token.is() + "be below the vocabulary of " + vocabulary.integer() + " at "
                            + vocabulary.path() + ".");
                }
            }
        }
    }

    private void checkRecallLength() {
        if (!kinds().contains("recall")) {
            return;
        }
        for (Value length : root.field("training").values("length")) {
            if (length.integer() < SHORTEST_RECALL) {
                problem(length.is() + "be at least " + SHORTEST_RECALL
                        + " for data of kind recall, or no key is ever used again.");
            }
        }
    }

    private void checkProbe() {
        for (Value length : root.field("training").values("length")) {
            for (Value probe : root.field("probe").values("length")) {
                if (probe.integer() <= length.integer()) {
                    problem(probe.is() + "be greater than the training length " + length.integer() + " at "
                            + length.path() + ".");
                }
            }
            for (Value width : root.field("probe").field("buckets").values("width")) {
                if (length.integer() % width.integer() != 0) {
                    problem(width.is() + "divide the training length " + length.integer() + " at " + length.path()
                            + ", so that a bucket ends there.");
                }
            }
        }
        for (Value probe : root.field("probe").values("length")) {
            for (Value width : root.field("probe").field("buckets").values("width")) {
                if (probe.integer() / width.integer() > MOST_BUCKETS) {
                    problem(width.is() + "be at least " + ((probe.integer() + MOST_BUCKETS - 1) / MOST_BUCKETS)
                            + ", so that the probe has at most " + MOST_BUCKETS + " buckets.");
                }
            }
        }
    }

    private void checkSlices() {
        List<Value> slices = root.field("probe").values("slices");
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
            for (Value slice : root.field("criterion").values("slice")) {
                if (!names.contains(slice.text())) {
                    problem(slice.is() + "be one of the probe's slices, which are " + String.join(", ", names)
                            + ", at $.probe.slices.");
                }
            }
        }
    }

    private void checkFurtherProbes() {
        Part probe = root.field("probe");
        for (Value mitigation : probe.values("mitigations")) {
            try {
                MitigationText.parse(mitigation.text());
            } catch (IllegalArgumentException e) {
                problem(mitigation.path() + ": " + e.getMessage() + ".");
            }
        }
        for (Value kind : probe.values("kinds")) {
            for (String data : kinds()) {
                boolean fits = switch (kind.text()) {
                    // Of newlines, a checkpoint's own tokenizer makes text.
                    case "passkey" -> !data.equals("newlines") || models.stream().allMatch(ConfigRules::isPretrained);
                    case "recall" -> data.equals("recall");
                    default -> true;
                };
                if (!fits) {
                    problem(kind.is() + "be another probe, since data of kind " + data + " has nothing to recall.");
                }
            }
        }
        for (Value step : probe.values("atSteps")) {
            Part training = root.field("training");
            for (Value tokens : training.values("tokens")) {
                for (Value batch : training.values("batchTokens")) {
                    long steps = (tokens.integer() + batch.integer() - 1) / batch.integer();
                    if (step.integer() > steps) {
                        problem(step.is() + "be at most the number of steps, " + steps + ", together with "
                                + tokens.path() + " and " + batch.path() + ".");
                    }
                }
            }
        }
        for (Value context : probe.values("longestContext")) {
            if (context.integer() < SHORTEST_TEXT_CONTEXT && kinds().stream().anyMatch(kind -> !kind.equals("recall"))
                    && probe.values("kinds").stream().anyMatch(kind -> kind.text().equals("passkey"))) {
                problem(context.is() + "be at least " + SHORTEST_TEXT_CONTEXT + " for passkeys in text.");
            }
        }
    }

    private void checkGridSize() {
        double trials = 1;
        for (Field<?> part : ConfigFields.ROOT.common()) {
            if (part.type() instanceof FieldType.Nested nested && nested.section().grid()) {
                trials *= root.parts(part.name()).stream().mapToDouble(one -> cells(nested.section(), one)).sum();
            }
        }
        if (trials > MOST_TRIALS) {
            problem(String.format(Locale.ROOT, "$ spans a grid of %.0f trials, but must have at most %d.", trials,
                    MOST_TRIALS));
        }
    }

    private static boolean isPretrained(Part model) {
        return !model.resolved().path(Checkpoint.PATH).asText().isEmpty();
    }

    private static double cells(Section section, Part part) {
        double cells = 1;
        for (Field<?> field : section.allFields()) {
            JsonNode value = part.resolved().path(field.name());
            cells *= field.isGridList(value) ? Math.max(1, value.size()) : 1;
        }
        return cells;
    }

    private List<String> kinds() {
        return root.field("data").values(Section.KIND).stream().map(Value::text).distinct().toList();
    }

    private void problem(String sentence) {
        if (!problems.contains(sentence)) {
            problems.add(sentence);
        }
    }
}
