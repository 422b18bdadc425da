package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.experiment.settings.DataSettings;
import io.statecap.jobs.results.files.HadoopSettings;
import io.statecap.model.Mamba2Config;
import io.statecap.model.probe.Slice;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a model to probe, besides its weights.
 *
 * @param config      its sizes
 * @param dataOrNull  the data to probe on; null if none is known
 * @param slices      subsets of positions that held-out losses are reported on
 * @param dataId      names the data; empty if none is known
 * @param tokenizer   null if it has none
 * @param trainLength training length, tokens; 0 if not known
 * @param hadoop      where files of data are found
 */
public record ProbeSubject(Mamba2Config config, DataSettings dataOrNull, List<Slice> slices, String dataId,
                           TokenizerChoice tokenizer, int trainLength, HadoopSettings hadoop)
        implements Serializable {

    public ProbeSubject {
        slices = List.copyOf(slices);
    }

    /** The data to probe on, if known. */
    public Optional<DataSettings> data() {
        return Optional.ofNullable(dataOrNull);
    }

    int vocabulary() {
        return config.vocabulary();
    }
}
