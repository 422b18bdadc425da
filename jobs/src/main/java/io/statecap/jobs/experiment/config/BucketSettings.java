package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.statecap.model.probe.Buckets;
import java.io.Serializable;

/** How positions are grouped for averaging. */
public sealed interface BucketSettings extends Serializable {

    static BucketSettings of(JsonNode buckets) {
        return Section.kindOf(buckets).equals("linear") ? ConfigFields.BUCKETS_SECTION.read(buckets, Linear.class)
                : ConfigFields.BUCKETS_SECTION.read(buckets, Geometric.class);
    }

    /** The buckets of a probe of {@code length} positions of a model trained at {@code trainLength}. */
    Buckets over(int trainLength, long length);

    /** Buckets that grow with the position; {@code perOctave} of them a doubling. */
    record Geometric(int perOctave) implements BucketSettings {
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
