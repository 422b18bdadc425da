package io.statecap.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The checked header of a safetensors file. The tensors fill the bytes after it exactly: each range inside the file,
 * as long as its shape and type say, no overlap and no gap, as the format demands.
 *
 * @param metadata free text
 * @param tensors  by name, in the order of their bytes
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Tensor> tensors) {

    /** Bytes before the header: its length. */
    private static final int LENGTH_BYTES = 8;
    private static final int HIGHEST_RANK = 8;
    private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");

    private record Range(String name, ElementType type, Shape shape, long begin, long end) {}

    /** @param name the file in messages */
    static SafetensorsHeader read(String name, ByteSource bytes, long size) throws IOException {
        if (size < LENGTH_BYTES) {
            throw new ModelFormatException(name + ": " + size
                    + " bytes are too few for a safetensors file, which has at least 8");
        }
        long length = bytes.read(0, LENGTH_BYTES).getLong();
        long most = Math.min(ModelJson.LARGEST, size - LENGTH_BYTES);
        if (length < 0 || length > most) {
            throw new ModelFormatException(name + ": the header's length is given as "
                    + Long.toUnsignedString(length) + " bytes; in this file of " + size + " bytes, at most "
                    + most + " are allowed (is the file truncated, or no safetensors file?)");
        }
        String where = name + ": safetensors header";
        // The format fixes the first byte, so that no other encoding of JSON can pass.
        if (length == 0 || bytes.read(LENGTH_BYTES, 1).get() != '{') {
            throw new ModelFormatException(where + " does not start with '{'");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Range> ranges = new ArrayList<>();
        JsonNode json = ModelJson.object(where, bytes.read(LENGTH_BYTES, (int) length));
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (entry.getKey().equals("__metadata__")) {
                JsonFields fields = JsonFields.of(where + ": __metadata__", entry.getValue());
                for (Map.Entry<String, JsonNode> text : entry.getValue().properties()) {
                    metadata.put(text.getKey(), fields.text(text.getKey()));
                }
            } else {
                ranges.add(range(entry.getKey(), JsonFields.of(where + ": tensor " + Quote.of(entry.getKey()),
                        entry.getValue())));
            }
        }
        return new SafetensorsHeader(metadata, place(where, ranges, bytes, LENGTH_BYTES + length, size));
    }

    private static Range range(String name, JsonFields fields) throws ModelFormatException {
        fields.known(FIELDS);
        List<String> types = Arrays.stream(ElementType.values()).map(ElementType::name).toList();
        if (!types.contains(fields.text("dtype"))) {
            throw fields.error("dtype", "only one of " + types + " is allowed");
        }
        Shape shape;
        try {
            shape = new Shape(fields.naturals("shape", HIGHEST_RANK));
        } catch (IllegalArgumentException e) {
            throw fields.error("shape", e.getMessage());
        }
        List<Long> range = fields.naturals("data_offsets", 2);
        if (range.size() != 2 || range.get(0) > range.get(1)) {
            throw fields.error("data_offsets", "a begin and an end at or after it are needed");
        }
        return new Range(name, ElementType.valueOf(fields.text("dtype")), shape, range.get(0), range.get(1));
    }

    private static Map<String, Tensor> place(String where, List<Range> ranges, ByteSource bytes, long data, long size)
            throws ModelFormatException {
        ranges.sort(Comparator.comparingLong(Range::begin).thenComparingLong(Range::end));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long available = size - data;
        long position = 0;
        for (Range range : ranges) {
            String tensor = where + ": tensor " + Quote.of(range.name()) + ": data_offsets [" + range.begin() + ", "
                    + range.end() + "]";
            if (range.end() > available) {
                throw new ModelFormatException(tensor + " reach beyond the " + available
                        + " bytes of data in the file (is it truncated?)");
            }
            if (range.begin() != position) {
                throw new ModelFormatException(tensor
                        + (range.begin() < position ? " overlap" : " leave a gap after") + " what ends at " + position
                        + "; tensors must follow each other");
            }
            long length = range.end() - range.begin();
            int width = range.type().bytes();
            // Divided, not multiplied: the product may overflow.
            if (length % width != 0 || length / width != range.shape().elements()) {
                throw new ModelFormatException(tensor + " are " + length + " bytes, but shape " + range.shape()
                        + " of " + range.type() + " needs " + range.shape().elements() + " x " + width);
            }
            tensors.put(range.name(), new Tensor.Stored(range.type(), range.shape(), bytes, data + range.begin()));
            position = range.end();
        }
        if (position != available) {
            throw new ModelFormatException(where + ": the tensors end at byte " + position
                    + " of the data, which has " + available + "; bytes that belong to no tensor are not allowed");
        }
        return tensors;
    }
}
