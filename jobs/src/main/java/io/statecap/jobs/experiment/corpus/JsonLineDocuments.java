package io.statecap.jobs.experiment.corpus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.statecap.datasets.JsonComplaint;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.io.function.IOSupplier;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;

/** The lines of a JSON Lines file that begin in a range of it; blank lines are passed over. */
final class JsonLineDocuments implements Documents {

    /** Fields that nobody reads may hold what they like, and a text is as long as the settings allow. */
    static final JsonFactory JSON = JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE).maxNameLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE).build())
            .build();

    private final InputPart part;
    private final LineReader lines;
    private final Text line = new Text();
    private final int longest;
    private final String field;
    private final IOSupplier<InputStream> reopen;
    private final PartSummary passedOver;
    /** Where the next line begins. */
    private long position;

    /**
     * @param in     at byte {@code part.from}, or, if that is not 0, at the byte before it
     * @param reopen opens the file anew, at its first byte: only to count lines for a message
     */
    JsonLineDocuments(InputPart part, InputStream in, CorpusSettings settings, IOSupplier<InputStream> reopen,
                      PartSummary passedOver) throws IOException {
        this.part = part;
        this.field = settings.field();
        this.reopen = reopen;
        this.passedOver = passedOver;
        longest = settings.maximumBytes();
        // By itself it would take a carriage return for an end as well.
        lines = new LineReader(in, new byte[] {'\n'});
        if (part.from() > 0) {
            // The line that this byte belongs to began in another part.
            position = part.from() - 1 + lines.readLine(line, 0);
        }
    }

    @Override
    public byte[] next() throws IOException {
        while (position < part.to()) {
            long start = position;
            int read = lines.readLine(line, longest + 1, longest + 2);
            if (read == 0) {
                return null;
            }
            position += read;
            if (line.getLength() > longest) {
                throw TextDocuments.tooLong(place(start), longest);
            }
            String text = blank() ? null : text(start);
            if (text != null) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private boolean blank() {
        for (int i = 0; i < line.getLength(); i++) {
            if (line.getBytes()[i] > ' ' || line.getBytes()[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Null where the text is. */
    private String text(long start) throws IOException {
        String text = null;
        boolean found = false;
        try (JsonParser json = JSON.createParser(line.getBytes(), 0, line.getLength())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new CorpusInputException(place(start) + " is no JSON object.");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = json.currentName().equals(field);
                JsonToken value = json.nextToken();
                if (!wanted) {
                    json.skipChildren();
                    continue;
                }
                found = true;
                if (value == JsonToken.VALUE_STRING) {
                    text = json.getText();
                } else if (value != JsonToken.VALUE_NULL) {
                    throw new CorpusInputException(place(start) + ": the field '" + field
                            + "' is no text (--field names another one).");
                }
            }
            if (json.nextToken() != null) {
                throw new CorpusInputException(place(start) + " has something after its JSON object.");
            }
        } catch (JsonProcessingException | CharConversionException e) {
            String reason = e instanceof JsonProcessingException json ? JsonComplaint.of(json) : e.getMessage();
            throw new CorpusInputException(place(start) + " is no JSON: " + reason.lines().findFirst().orElse("")
                    + ".");
        }
        if (!found) {
            throw new CorpusInputException(place(start) + " has no field '" + field + "' (--field names another one).");
        }
        if (text == null) {
            passedOver.leaveOut(PartSummary.LeftOut.NULL_TEXT);
        }
        return text;
    }

    /** The file and the number of the line that begins at a byte. */
    private String place(long start) throws IOException {
        long number = 1;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = BoundedInputStream.builder().setInputStream(reopen.get()).setMaxCount(start).get()) {
            for (int got = in.read(buffer); got > 0; got = in.read(buffer)) {
                for (int i = 0; i < got; i++) {
                    number += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return part.path() + ", line " + number;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
