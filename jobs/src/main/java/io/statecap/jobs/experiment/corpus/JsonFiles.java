package io.statecap.jobs.experiment.corpus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.statecap.jobs.common.UsageException;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;

/** Tells JSON Lines whose name ends in {@code .json}, as those of Dolma, from texts that are JSON, by their start. */
final class JsonFiles {

    private JsonFiles() {}

    /**
     * JSON Lines where the file begins with an object on one line that has the field; text where it is one value that
     * has no such field.
     *
     * @param in the file, unpacked
     * @throws UsageException where it may be either
     */
    static InputFormat format(InputStream in, String path, String field) throws IOException {
        try (JsonParser json = JsonLineDocuments.JSON.createParser(in)) {
            JsonToken first = json.nextToken();
            boolean list = first == JsonToken.START_ARRAY;
            if ((list ? json.nextToken() : first) != JsonToken.START_OBJECT) {
                return InputFormat.TEXT;
            }
            int line = json.currentTokenLocation().getLineNr();
            boolean found = skipObject(json, field);
            boolean oneLine = !list && json.currentTokenLocation().getLineNr() == line;
            if (found && oneLine) {
                return InputFormat.JSONL;
            }
            if (found) {
                throw unclear(path, "has the field '" + field + "', but not in an object on a line of its own");
            }
            if (!list && json.nextToken() != null) {
                throw unclear(path, "has several JSON values, the first without the field '" + field + "'");
            }
            return InputFormat.TEXT;
        } catch (JsonProcessingException | CharConversionException e) {
            throw unclear(path, "is no JSON");
        }
    }

    /** Goes to the end of an object; true if it has the field. */
    private static boolean skipObject(JsonParser json, String field) throws IOException {
        boolean found = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            found |= json.currentName().equals(field);
            json.nextToken();
            json.skipChildren();
        }
        return found;
    }

    private static UsageException unclear(String path, String what) {
        return new UsageException(path + " " + what + ": say with --format text that a file is a document, or with"
                + " --format jsonl that a line is (and with --field in which field).");
    }
}
