package io.statecap.jobs.experiment.config;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.statecap.model.probe.Buckets;
import java.io.Serializable;

/** How positions are grouped for averaging. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = Section.KIND)
@JsonSubTypes({@Type(name = "geometric", value = BucketSettings.Geometric.class),
    @Type(name = "linear", value = BucketSettings.Linear.class)})
public sealed interface BucketSettings extends Serializable {

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
