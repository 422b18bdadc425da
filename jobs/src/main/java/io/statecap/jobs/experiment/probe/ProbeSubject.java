package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.config.Trial;
import io.statecap.model.Mamba2Config;
import io.statecap.model.probe.Slice;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a model to probe, besides its weights.
 *
 * @param config    its sizes
 * @param dataJson  configuration of a trial with the data to probe on, as {@link Trial#fromJson} reads it; null if
 *                  no data is known
 * @param tokenizer null if it has none
 * @param trainLength training length, tokens; 0 if not known
 */
public record ProbeSubject(Mamba2Config config, String dataJson, TokenizerChoice tokenizer, int trainLength)
        implements Serializable {

    /** The data to probe on, if known. */
    public Optional<DataSettings> data() {
        return Optional.ofNullable(dataJson).map(json -> Trial.fromJson(json).data());
    }

    /** Subsets of positions that the data's configuration reports on; all positions if no data is known. */
    List<Slice> slices() {
        return dataJson == null ? List.of(Slice.ALL) : Trial.fromJson(dataJson).probe().slices();
    }

    int vocabulary() {
        return config.vocabulary();
    }
}
