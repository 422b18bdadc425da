package io.statecap.jobs.experiment.config;

import static io.statecap.jobs.experiment.config.Field.optional;
import static io.statecap.jobs.experiment.config.Field.required;
import static io.statecap.jobs.experiment.config.Field.section;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The whole configuration. Each section has a class that defines its fields, once each, and reads them into a record of
 * the same names; checking, the grid, {@code --set} and {@code conf/schema.json} follow from the definitions.
 */
final class ConfigFields {

    static final Field<String> NAME = required("name", FieldType.text("[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
                    "1 to 100 letters, digits, dots, dashes and underscores, the first a letter or digit"),
            "Name of the sweep and of its default results folder.");
    static final Field<JsonNode> MODEL = required("model", FieldType.objects(ModelFields.SECTION),
            "The model; each value may be a list that spans the grid. A list of models is the union of their grids.");
    static final Field<JsonNode> DATA =
            section("data", DataFields.SECTION, "The data; each value may be a list that spans the grid.");
    static final Field<JsonNode> TRAINING =
            section("training", TrainingFields.SECTION, "The training; each value may be a list that spans the grid.");
    static final Field<JsonNode> PROBE =
            section("probe", ProbeSettings.SECTION, "The probe of loss against position that ends each trial.");
    static final Field<JsonNode> CRITERION =
            section("criterion", CriterionFields.SECTION, "When a trial counts as collapsed.");
    static final Field<Search> SEARCH = optional("search", FieldType.choice(Search.values()), "\"grid\"",
            "grid trains every cell; bisect only the training lengths that bracket each threshold.");
    static final Field<JsonNode> EXECUTION =
            section("execution", ExecutionSettings.SECTION, "How trials are run; no part of their identity.");

    static final Section ROOT = Section.of(NAME, MODEL, DATA, TRAINING, PROBE, CRITERION, SEARCH, EXECUTION);

    private ConfigFields() {}
}
