package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.model.Mitigation;
import io.statecap.model.engine.Precision;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** What fields must have to do with one another, in every cell of the grid. */
final class ConfigRules {

    /** Far beyond what anybody trains, and few enough to list. */
    static final long MOST_TRIALS = 100_000;

    /** Tokens of the two pairs that a first re-used key needs. */
    private static final int SHORTEST_RECALL = 4;

    /** The shortest power of two that holds a passkey prompt of bytes. */
    private static final int SHORTEST_TEXT_CONTEXT = 512;

    private static final long MOST_BUCKETS = 1_000_000;

    private static final String LENGTH = "training.length";
    private static final String TOKENS = "training.tokens";

    private final Part root;
    private final List<Part> models;
    private final List<String> kinds;
    private final List<String> problems;

    /**
     * @param written  the configuration as it was read: tells defaults from given values
     * @param resolved the same from {@link ConfigResolver}; rules skip what is missing there
     * @param problems receives sentences without the name of the file
     */
    ConfigRules(JsonNode written, ObjectNode resolved, List<String> problems) {
        this.root = new Part("$", written, resolved);
        this.models = root.parts("model");
        this.kinds = root.values("data.kind").stream().map(Part::text).distinct().toList();
        this.problems = problems;
    }

    /** A value of the configuration: where it stands, as written (missing where it is a default) and as resolved. */
    private record Part(String path, JsonNode written, JsonNode resolved) {

        /** A field that is an object or a list of objects. */
        List<Part> parts(String name) {
            return field(name).elements();
        }

        /** The valid values of a field: each of a grid list's, or its single one; none where it is missing. */
        List<Part> values(String names) {
            return field(names).elements().stream()
                    .filter(part -> !part.resolved.isMissingNode() && !part.resolved.isNull()).toList();
        }

        private List<Part> elements() {
            return !resolved.isArray() ? List.of(this) : IntStream.range(0, resolved.size()).mapToObj(i ->
                    new Part(path + "[" + i + "]", written.isArray() ? written.path(i) : written, resolved.get(i)))
                    .toList();
        }

        /** @param names from here, with dots between them */
        Part field(String names) {
            Part part = this;
            for (String name : names.split("\\.")) {
                part = new Part(part.path + "." + name, part.written.path(name), part.resolved.path(name));
            }
            return part;
        }

        long integer() {
            return resolved.longValue();
        }

        double number() {
            return resolved.doubleValue();
        }

        String text() {
            return resolved.textValue();
        }

        boolean is(ProbeKind kind) {
            return kind.text().equals(text());
        }
    }

    void check() {
        models.forEach(this::checkHeads);
        models.forEach(this::checkCheckpoint);
        checkTraining();
        checkData();
        checkProbe();
        checkSlices();
        checkFurtherProbes();
        checkGridSize();
    }

    private void require(boolean holds, Part value, String must) {
        if (!holds) {
            problem(value.path + " is " + ConfigResolver.show(value.resolved)
                    + (value.written.isMissingNode() ? " (the default)" : "")
                    + ", but must " + must);
        }
    }

    private void problem(String sentence) {
        if (!problems.contains(sentence)) {
            problems.add(sentence);
        }
    }

    private void pairs(String first, String second, BiConsumer<Part, Part> rule) {
        for (Part one : root.values(first)) {
            root.values(second).forEach(other -> rule.accept(one, other));
        }
    }

    private void checkHeads(Part model) {
        for (Part expand : model.values("expand")) {
            for (Part dModel : model.values("dModel")) {
                long inner = expand.integer() * dModel.integer();
                String sizes = " (expand " + expand.integer() + ", dModel " + dModel.integer() + ").";
                for (Part headDim : model.values("headDim")) {
                    boolean divides = inner % headDim.integer() == 0;
                    require(divides, headDim, "divide dInner = expand * dModel = " + inner + sizes);
                    long heads = inner / headDim.integer();
                    for (Part groups : divides ? model.values("groups") : List.<Part>of()) {
                        require(heads % groups.integer() == 0, groups, "divide the number of heads, dInner / headDim = "
                                + inner + " / " + headDim.integer() + " = " + heads + sizes);
                    }
                }
            }
        }
    }

    private void checkCheckpoint(Part model) {
        Part path = model.field(Pretrained.PATH);
        for (Part field : List.of(path, model.field(Pretrained.WEIGHTS))) {
            if (field.resolved.isArray()) {
                problem(field.path + " is " + ConfigResolver.show(field.resolved)
                        + ", but must be a single value; several checkpoints are a list of models.");
                return;
            }
        }
        if (isPretrained(model)) {
            return;
        }
        for (Part weights : model.values(Pretrained.WEIGHTS)) {
            require(weights.text().isEmpty(), weights, "be left out where " + path.path + " is.");
        }
        for (Part tokens : root.values(TOKENS)) {
            require(tokens.integer() > 0, tokens, "be 1 or more, or " + path.path
                    + " must name the checkpoint to probe.");
        }
    }

    private static boolean isPretrained(Part model) {
        return !model.resolved.path(Pretrained.PATH).asText().isEmpty();
    }

    private void checkTraining() {
        List<Part> tokens = root.values(TOKENS);
        boolean trains = tokens.isEmpty() || tokens.stream().anyMatch(value -> value.integer() > 0);
        // A checkpoint that is probed as it is gives the same numbers for every seed.
        root.values("training.seed").stream().skip(1).limit(trains ? 0 : 1).forEach(seed ->
                require(false, seed, "be left out where nothing is trained: all seeds give the same trial."));
        pairs("training.precision", "execution.engine", (precision, engine) ->
                require(precision.text().equals(Precision.FLOAT32.text())
                        || !engine.text().equals(EngineChoice.CPU.text()), precision,
                        "be \"float32\" where $.execution.engine is \"cpu\": the other arithmetics need a GPU."));
        pairs("training.batchTokens", LENGTH, (batch, length) ->
                require(!trains || batch.integer() % length.integer() == 0, batch,
                        "be a multiple of the training length " + length.integer() + " at " + length.path + "."));
        boolean decays = root.values("training.schedule").stream().anyMatch(one -> one.text().equals("wsd"));
        pairs("training.warmup", "training.decay", (warmup, decay) ->
                require(!decays || warmup.number() + decay.number() <= 1, warmup, "be at most 1 together with "
                        + decay.path + ", which is " + ConfigResolver.show(decay.resolved) + "."));
    }

    private void checkData() {
        if (kinds.contains("newlines")) {
            pairs("data.token", "data.vocabulary", (token, vocabulary) ->
                    require(token.integer() < vocabulary.integer(), token, "be below the vocabulary of "
                            + vocabulary.integer() + " at " + vocabulary.path + "."));
        }
        if (kinds.contains("recall")) {
            root.values(LENGTH).forEach(length -> require(length.integer() >= SHORTEST_RECALL, length, "be at least "
                    + SHORTEST_RECALL + " for data of kind recall, or no key is ever used again."));
        }
    }

    private void checkProbe() {
        pairs(LENGTH, "probe.length", (length, probe) ->
                require(probe.integer() > length.integer(), probe, "be greater than the training length "
                        + length.integer() + " at " + length.path + "."));
        pairs(LENGTH, "probe.buckets.width", (length, width) ->
                require(length.integer() % width.integer() == 0, width, "divide the training length "
                        + length.integer() + " at " + length.path + ", so that a bucket ends there."));
        pairs("probe.length", "probe.buckets.width", (probe, width) ->
                require(probe.integer() / width.integer() <= MOST_BUCKETS, width, "be at least "
                        + ((probe.integer() + MOST_BUCKETS - 1) / MOST_BUCKETS) + ", so that the probe has at most "
                        + MOST_BUCKETS + " buckets."));
    }

    private void checkSlices() {
        List<Part> slices = root.values("probe.slices");
        for (Part slice : slices) {
            for (String kind : kinds) {
                require(slice.text().equals("all") || kind.equals("recall"), slice, "be \"all\", since data of kind "
                        + kind + " has no ages; only recall has.");
            }
        }
        List<String> names = slices.stream().map(Part::text).toList();
        root.values("criterion.slice").forEach(slice ->
                require(names.isEmpty() || names.contains(slice.text()), slice,
                        "be one of the probe's slices, which are " + String.join(", ", names)
                                + ", at $.probe.slices."));
    }

    private void checkFurtherProbes() {
        for (Part mitigation : root.values("probe.mitigations")) {
            try {
                Mitigation.parse(mitigation.text());
            } catch (IllegalArgumentException e) {
                problem(mitigation.path + ": " + e.getMessage() + ".");
            }
        }
        List<Part> probes = root.values("probe.kinds");
        for (Part probe : probes) {
            for (String data : kinds) {
                // Of newlines, a checkpoint's own tokenizer makes text.
                boolean fits = probe.is(ProbeKind.PASSKEY) ? !data.equals("newlines")
                        || models.stream().allMatch(ConfigRules::isPretrained)
                        : !probe.is(ProbeKind.RECALL) || data.equals("recall");
                require(fits, probe, "be another probe, since data of kind " + data + " has nothing to recall.");
            }
        }
        for (Part step : root.values("probe.atSteps")) {
            pairs(TOKENS, "training.batchTokens", (tokens, batch) -> {
                long steps = (tokens.integer() + batch.integer() - 1) / batch.integer();
                require(step.integer() <= steps, step, "be at most the number of steps, " + steps + ", together with "
                        + tokens.path + " and " + batch.path + ".");
            });
        }
        boolean inText = kinds.stream().anyMatch(kind -> !kind.equals("recall"))
                && probes.stream().anyMatch(probe -> probe.is(ProbeKind.PASSKEY));
        root.values("probe.longestContext").forEach(context ->
                require(!inText || context.integer() >= SHORTEST_TEXT_CONTEXT, context, "be at least "
                        + SHORTEST_TEXT_CONTEXT + " for passkeys in text."));
    }

    private void checkGridSize() {
        double trials = models.stream().mapToDouble(model -> cells(Section.MODEL, model)).sum()
                * cells(Section.DATA, root.field("data")) * cells(Section.TRAINING, root.field("training"));
        if (trials > MOST_TRIALS) {
            problem(String.format(Locale.ROOT, "$ spans a grid of %.0f trials, but must have at most %d.", trials,
                    MOST_TRIALS));
        }
    }

    private static double cells(Section section, Part object) {
        return section.allFields().stream().filter(field -> field.isGridList(object.resolved.path(field.name())))
                .map(Field::name).distinct().mapToDouble(name -> Math.max(1, object.resolved.path(name).size()))
                .reduce(1, (one, other) -> one * other);
    }
}
