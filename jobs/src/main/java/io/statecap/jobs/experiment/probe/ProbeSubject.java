package io.statecap.jobs.experiment.probe;

import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.TokenizerFile;
import io.statecap.jobs.experiment.pretrained.PretrainedModel;
import io.statecap.jobs.results.files.HadoopSettings;
import io.statecap.model.Mamba2Config;
import io.statecap.model.engine.StartStates;
import io.statecap.model.probe.Slice;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

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
 * @param start       states that its training started sequences from; the empty one where that is not known, as of a
 *                    checkpoint
 */
public record ProbeSubject(Mamba2Config config, DataSettings dataOrNull, List<Slice> slices, String dataId,
                           TokenizerFile tokenizer, int trainLength, HadoopSettings hadoop,
                           StartStates start)
        implements Serializable {

    public ProbeSubject {
        slices = List.copyOf(slices);
    }

    /**
     * What a model reads text by: its own {@code tokenizer.json}, else that of the data that it is to read.
     *
     * @param model directory of the model; null if it has none
     * @param data  null if not known
     * @return null if there is none
     */
    static TokenizerFile tokenizer(Path model, DataSettings data, Configuration hadoop) throws IOException {
        Optional<Path> own = model == null ? Optional.empty() : PretrainedModel.tokenizer(model);
        if (own.isPresent()) {
            return TokenizerFile.json(own.get());
        }
        if (data instanceof DataSettings.Tokens tokens) {
            CorpusDirectory corpus = CorpusDirectory.of(tokens, hadoop);
            return corpus.exists() ? corpus.tokenizer().orElse(null) : null;
        }
        return data instanceof DataSettings.Text ? TokenizerFile.bytes() : null;
    }

    /** The data to probe on, if known. */
    public Optional<DataSettings> data() {
        return Optional.ofNullable(dataOrNull);
    }

    /** The same, of a training whose sequences start from these states. */
    public ProbeSubject startingFrom(StartStates states) {
        return new ProbeSubject(config, dataOrNull, slices, dataId, tokenizer, trainLength, hadoop, states);
    }

    int vocabulary() {
        return config.vocabulary();
    }
}
