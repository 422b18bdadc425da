package io.statecap.jobs.experiment.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.datasets.JsonComplaint;
import io.statecap.jobs.common.UsageException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;

/** The lines of a JSON Lines file; blank lines are passed over. */
final class JsonLineDocuments implements DocumentReader.Documents {

    /** Fields that nobody reads may hold what they like, and a text is as long as the settings allow. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE).build())
            .build());

    private final String path;
    private final LineReader lines;
    private final Text line = new Text();
    private final CorpusSettings settings;
    private final PartSummary passedOver;
    /** Of the line that was read last, from 1 on. */
    private long number;

    JsonLineDocuments(String path, InputStream in, CorpusSettings settings, PartSummary passedOver) {
        this.path = path;
        this.settings = settings;
        this.passedOver = passedOver;
        // By itself it would take a carriage return for an end as well.
        lines = new LineReader(in, new byte[] {'\n'});
    }

    /**
     * Tells JSON Lines whose name ends in {@code .json}, as those of Dolma, from texts that are JSON: lines where the
     * file begins with an object on one line that has the field; text where it is one value that has no such field.
     *
     * @param in the file, unpacked
     * @throws UsageException where it may be either
     */
    static InputFormat format(InputStream in, String path, String field) throws IOException {
        try (JsonParser json = JSON.createParser(in)) {
            boolean list = json.nextToken() == JsonToken.START_ARRAY;
            if (list) {
                json.nextToken();
            }
            if (json.currentToken() != JsonToken.START_OBJECT) {
                return InputFormat.TEXT;
            }
            int line = json.currentTokenLocation().getLineNr();
            boolean found = member(json, field) != null;
            if (found && !list && json.currentTokenLocation().getLineNr() == line) {
                return InputFormat.JSONL;
            }
            if (!found && (list || json.nextToken() == null)) {
                return InputFormat.TEXT;
            }
        } catch (JsonProcessingException | CharConversionException e) {
            // Not clear, as below.
        }
        throw new UsageException(path + " may be a text or lines of JSON: say with --format text that a file is a"
                + " document, or with --format jsonl that a line is (and with --field in which field).");
    }

    /** Goes to the end of an object; the value of a field, null where it has none. */
    private static JsonNode member(JsonParser json, String field) throws IOException {
        JsonNode value = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = json.currentName().equals(field);
            json.nextToken();
            if (wanted) {
                value = json.readValueAsTree();
            } else {
                json.skipChildren();
            }
        }
        return value;
    }

    @Override
    public byte[] next() throws IOException {
        int longest = settings.maximumBytes();
        while (lines.readLine(line, longest + 1, longest + 2) > 0) {
            number++;
            String place = path + ", line " + number;
            if (line.getLength() > longest) {
                throw FileDocuments.tooLong(place, longest);
            }
            JsonNode text = text(place);
            if (text != null && text.isTextual()) {
                return text.textValue().getBytes(StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /** The text of a line; null where the line is blank, a null node where the text is null. */
    private JsonNode text(String place) throws IOException {
        try (JsonParser json = JSON.createParser(line.getBytes(), 0, line.getLength())) {
            if (json.nextToken() == null) {
                return null;
            }
            require(json.currentToken() == JsonToken.START_OBJECT, place + " is no JSON object.");
            JsonNode text = member(json, settings.field());
            require(text != null, place + " has no field '" + settings.field() + "' (--field names another one).");
            require(text.isTextual() || text.isNull(), place + ": the field '" + settings.field()
                    + "' is no text (--field names another one).");
            require(json.nextToken() == null, place + " has something after its JSON object.");
            passedOver.leaveOut(PartSummary.LeftOut.NULL_TEXT, text.isNull() ? 1 : 0);
            return text;
        } catch (JsonProcessingException | CharConversionException e) {
            String reason = e instanceof JsonProcessingException json ? JsonComplaint.of(json) : e.getMessage();
            throw new UsageException(place + " is no JSON: " + reason.lines().findFirst().orElse("") + ".");
        }
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new UsageException(problem);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
