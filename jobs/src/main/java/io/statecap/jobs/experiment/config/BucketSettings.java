package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.probe.Buckets;
import java.io.Serializable;
import java.util.List;

/** How positions are grouped for averaging. */
public sealed interface BucketSettings extends Serializable {

    /** The buckets of a probe of {@code length} positions of a model trained at {@code trainLength}. */
    Buckets over(int trainLength, long length);

    /** Buckets that grow with the position; {@code perOctave} of them a doubling. */
    record Geometric(int perOctave) implements BucketSettings {

        private static final String KIND = "geometric";

        /** The fields of both kinds. */
        static final Section SECTION = Section.ofKinds(false, KIND, List.of(
                Section.Kind.of(KIND, Field.optional("perOctave", FieldType.integer(1, 64), "1",
                        "Buckets a doubling of the position; one of them ends at the training length.")),
                Section.Kind.of("linear", Field.required("width", FieldType.integer(1, FieldType.EXACT),
                        "Positions a bucket; divides every training length."))));

        static BucketSettings of(JsonNode buckets) {
            return Section.kindOf(buckets).equals(KIND) ? SECTION.read(buckets, Geometric.class)
                    : SECTION.read(buckets, Linear.class);
        }

        @Override
        public Buckets over(int trainLength, long length) {
            return Buckets.geometric(trainLength, length, perOctave);
        }
    }

    /** Buckets of {@code width} positions each. */
    record Linear(long width) implements BucketSettings {
        @Override
        public Buckets over(int trainLength, long length) {
            return Buckets.linear(width, length);
        }
    }
}
