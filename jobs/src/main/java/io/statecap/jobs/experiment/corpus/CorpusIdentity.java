package io.statecap.jobs.experiment.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.SweepConfig;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Puts the fingerprint of the corpus that a configuration names into it, so that it decides the trials' ids. */
public final class CorpusIdentity {

    private static final String TOKENS = "tokens";

    private CorpusIdentity() {}

    /**
     * The configuration with {@code data.corpus} filled in; the same one where no data of kind tokens are in it.
     *
     * @throws UsageException if there is no such corpus, it is not the one that the configuration asks for, or its
     *                        vocabulary is larger than the configuration's
     */
    public static SweepConfig of(SweepConfig config, Configuration configuration) throws IOException {
        ObjectNode root = config.resolved().deepCopy();
        ObjectNode data = (ObjectNode) root.get("data");
        if (values(data.get("kind")).stream().noneMatch(kind -> kind.asText().equals(TOKENS))) {
            return config;
        }
        if (data.get("path").isArray() || data.get("corpus").isArray()) {
            throw new UsageException("$.data.path is " + data.get("path")
                    + ", but must be a single corpus for data of kind tokens.");
        }
        String path = data.get("path").textValue();
        CorpusManifest manifest = new CorpusDirectory(new Path(path), configuration).manifest();
        String asked = data.get("corpus").textValue();
        if (!asked.isEmpty() && !asked.equals(manifest.fingerprint())) {
            throw new UsageException("$.data.corpus is \"" + asked + "\", but the corpus in " + path + " is "
                    + manifest.fingerprint() + ".");
        }
        for (JsonNode vocabulary : values(data.get("vocabulary"))) {
            if (vocabulary.intValue() < manifest.vocabulary()) {
                throw new UsageException("$.data.vocabulary is " + vocabulary + ", but must be " + manifest.vocabulary()
                        + " or more for the corpus in " + path + ".");
            }
        }
        data.put("corpus", manifest.fingerprint());
        return SweepConfig.of(root);
    }

    private static List<JsonNode> values(JsonNode field) {
        return field.isArray() ? field.valueStream().toList() : List.of(field);
    }
}
