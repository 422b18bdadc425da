package io.statecap.jobs.experiment.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.statecap.datasets.JsonComplaint;
import io.statecap.datasets.tokenizer.BytePairTrainer;
import io.statecap.datasets.tokenizer.Tokenizer;
import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.corpus.PartSummary.LeftOut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What a reader of a corpus must know; {@code manifest.json} tells more, for people.
 *
 * @param files             token Parquet in the order of the documents' hashes, relative to the corpus
 * @param vocabulary        number of distinct tokens, the separator included
 * @param separator         id of the token that follows each document
 * @param tokenizerKind     {@link TokenizerFile#kind}
 * @param tokenizer         fingerprint of the tokenizer
 * @param trainDocuments    documents to train on
 * @param heldOutDocuments  documents that no training sees
 * @param trainTokens       tokens to train on, separators not included
 * @param heldOutTokens     tokens that no training sees
 * @param fingerprint       hexadecimal; equal for equal documents under equal tokenizers
 */
public record CorpusManifest(List<String> files, int vocabulary, int separator, String tokenizerKind, String tokenizer,
                             long trainDocuments, long heldOutDocuments, long trainTokens, long heldOutTokens,
                             String fingerprint) {

    private static final String FORMAT = "statecap-corpus-1";
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public CorpusManifest {
        files = List.copyOf(files);
    }

    public static String text(TokenizerFile file, CorpusSettings settings, List<CorpusInputs.Source> inputs,
            List<String> files, PartSummary summary)
            throws JsonProcessingException {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("version", BuildInfo.load().toString());
        try (Tokenizer tokenizer = file.open()) {
            int size = tokenizer.vocabularySize();
            // What GPT-NeoX' tokenizer, and many others, have between documents; else the separator is one token more.
            int[] end = tokenizer.encode(BytePairTrainer.END_OF_TEXT);
            int separator = end.length == 1 ? end[0] : size;
            root.put("fingerprint", DigestUtils.sha256Hex(tokenizer.fingerprint() + "\n" + separator + "\n"
                    + settings.heldOutShare() + "\n" + summary.content()).substring(0, 32));
            root.putObject("tokenizer").put("kind", file.kind()).put("fingerprint", tokenizer.fingerprint())
                    .put("vocabulary", Math.max(size, separator + 1)).put("separator", separator);
        }
        root.putObject("settings").put("field", settings.field()).put("minimum_tokens", settings.minimumTokens())
                .put("held_out_share", settings.heldOutShare()).put("share", settings.share());
        root.putObject("documents").put("read", summary.documentsRead())
                .put("duplicates", summary.leftOut(LeftOut.DUPLICATE))
                .put("too_short", summary.leftOut(LeftOut.TOO_SHORT)).put("binary", summary.leftOut(LeftOut.BINARY))
                .put("without_text", summary.leftOut(LeftOut.NULL_TEXT))
                .put("train", summary.documents(false)).put("held_out", summary.documents(true));
        root.putObject("tokens").put("train", summary.tokens(false)).put("held_out", summary.tokens(true));
        ArrayNode lengths = root.putArray("lengths");
        for (int bin = 0; bin < summary.bins(); bin++) {
            lengths.addObject().put("from", 1L << bin).put("to", 1L << bin + 1)
                    .put("train", summary.documentsOfLength(false, bin))
                    .put("held_out", summary.documentsOfLength(true, bin));
        }
        ArrayNode sources = root.putArray("sources");
        inputs.stream().sorted(Comparator.comparing(CorpusInputs.Source::name)
                .thenComparing(CorpusInputs.Source::bytes)).forEach(source ->
                        sources.addObject().put("name", source.name()).put("bytes", source.bytes()));
        ArrayNode names = root.putArray("files");
        files.forEach(names::add);
        return MAPPER.writeValueAsString(root) + "\n";
    }

    /**
     * Reads a {@code manifest.json}.
     *
     * @param origin what messages call it
     * @throws UsageException if it is none, or damaged
     */
    static CorpusManifest parse(String json, String origin) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UsageException(origin + " is no JSON: " + JsonComplaint.of(e) + ".");
        }
        JsonNode format = root.path("format");
        if (!FORMAT.equals(format.asText())) {
            throw new UsageException(origin + ": format is " + format + ", but must be \"" + FORMAT + "\".");
        }
        List<String> files = new ArrayList<>();
        for (JsonNode file : root.path("files")) {
            if (!file.asText().matches("documents/part-[0-9]{5}\\.parquet")) {
                throw new UsageException(origin + ": files has " + file
                        + ", but must have names such as \"documents/part-00000.parquet\".");
            }
            files.add(file.asText());
        }
        JsonNode tokenizer = root.path("tokenizer");
        String fingerprint = root.path("fingerprint").asText();
        if (!fingerprint.matches("[0-9a-f]{32}")) {
            throw new UsageException(origin + ": fingerprint is " + root.path("fingerprint")
                    + ", but must be 32 hexadecimal digits.");
        }
        int vocabulary = (int) count(tokenizer, "vocabulary", Integer.MAX_VALUE, origin);
        return new CorpusManifest(files, vocabulary, (int) count(tokenizer, "separator", vocabulary - 1L, origin),
                tokenizer.path("kind").asText(), tokenizer.path("fingerprint").asText(),
                count(root.path("documents"), "train", Integer.MAX_VALUE, origin),
                count(root.path("documents"), "held_out", Integer.MAX_VALUE, origin),
                count(root.path("tokens"), "train", Long.MAX_VALUE, origin),
                count(root.path("tokens"), "held_out", Long.MAX_VALUE, origin), fingerprint);
    }

    private static long count(JsonNode node, String field, long most, String origin) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0
                || value.longValue() > most) {
            throw new UsageException(origin + ": " + field + " is " + (value.isMissingNode() ? "absent" : value)
                    + ", but must be a whole number from 0 to " + most + ".");
        }
        return value.longValue();
    }
}
