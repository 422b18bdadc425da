package io.statecap.model.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The checked header of a safetensors file. The tensors fill the bytes after it exactly: each range inside the file,
 * as long as its shape and type say, no overlap and no gap, as the format demands.
 *
 * @param metadata free text
 * @param tensors  name to place in the file, in the order of the bytes
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, StoredTensor> tensors) {

    /** Bytes before the header: its length. */
    static final int LENGTH_BYTES = 8;

    /**
     * The format allows 10⁸ bytes; a model of 64 layers needs 10⁵, and objects in memory are larger than their text.
     */
    private static final int LONGEST = 1 << 24;

    private static final int HIGHEST_RANK = 8;

    private record Entry(String name, ElementType type, Shape shape, long begin, long end) {}

    static SafetensorsHeader read(ByteSource bytes) throws IOException {
        if (bytes.size() < LENGTH_BYTES) {
            throw new CheckpointFormatException(bytes.name() + ": " + bytes.size()
                    + " bytes are too few for a safetensors file, which has at least 8");
        }
        long length = bytes.slice(0, LENGTH_BYTES).getLong();
        long most = Math.min(LONGEST, bytes.size() - LENGTH_BYTES);
        if (length < 0 || length > most) {
            throw new CheckpointFormatException(bytes.name() + ": the header's length is given as "
                    + Long.toUnsignedString(length) + " bytes; in this file of " + bytes.size() + " bytes, at most "
                    + most + " are allowed (is the file truncated, or no safetensors file?)");
        }
        long data = LENGTH_BYTES + length;
        String where = bytes.name() + ": safetensors header";
        // The format fixes the first byte, so that no other encoding of JSON can pass.
        if (length == 0 || bytes.slice(LENGTH_BYTES, 1).get() != '{') {
            throw new CheckpointFormatException(where + " does not start with '{'");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        try (CheckpointJson json = CheckpointJson.parse(where, bytes.slice(LENGTH_BYTES, (int) length))) {
            json.beginObject("the header");
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (name.equals("__metadata__")) {
                    readMetadata(json, metadata);
                } else {
                    entries.add(readEntry(json, name));
                }
            }
            json.end();
            return new SafetensorsHeader(Collections.unmodifiableMap(metadata),
                    Collections.unmodifiableMap(place(json, entries, data, bytes.size() - data)));
        }
    }

    private static void readMetadata(CheckpointJson json, Map<String,
            String> metadata) throws CheckpointFormatException {
        json.beginObject("__metadata__");
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            metadata.put(name, json.string("__metadata__ " + Quote.of(name)));
        }
    }

    private static Entry readEntry(CheckpointJson json, String name) throws CheckpointFormatException {
        String tensor = "tensor " + Quote.of(name);
        ElementType type = null;
        Shape shape = null;
        long[] range = null;
        json.beginObject(tensor);
        for (String field = json.nextName(); field != null; field = json.nextName()) {
            String what = tensor + " " + field;
            switch (field) {
                case "dtype" -> type = readType(json, what);
                case "shape" -> shape = readShape(json, what);
                case "data_offsets" -> range = json.naturals(what, 2);
                default -> throw json.error(tensor + " has a field " + Quote.of(field)
                        + "; dtype, shape and data_offsets are allowed");
            }
        }
        if (type == null || shape == null || range == null) {
            throw json.error(tensor + " lacks "
                    + (type == null ? "dtype" : shape == null ? "shape" : "data_offsets"));
        }
        if (range.length != 2 || range[0] > range[1]) {
            throw json.error(tensor + ": data_offsets " + Arrays.toString(range)
                    + " are not a begin and an end at or after it");
        }
        return new Entry(name, type, shape, range[0], range[1]);
    }

    private static ElementType readType(CheckpointJson json, String what) throws CheckpointFormatException {
        String type = json.string(what);
        try {
            return ElementType.valueOf(type);
        } catch (IllegalArgumentException e) {
            throw json.error(what + " " + Quote.of(type) + " is not allowed, only "
                    + Arrays.toString(ElementType.values()));
        }
    }

    private static Shape readShape(CheckpointJson json, String what) throws CheckpointFormatException {
        try {
            return Shape.of(json.naturals(what, HIGHEST_RANK));
        } catch (IllegalArgumentException e) {
            throw json.error(what + ": " + e.getMessage());
        }
    }

    private static Map<String, StoredTensor> place(CheckpointJson json, List<Entry> entries, long data, long available)
            throws CheckpointFormatException {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        long position = 0;
        for (Entry entry : entries) {
            String tensor = "tensor " + Quote.of(entry.name()) + ": data_offsets [" + entry.begin() + ", "
                    + entry.end() + "]";
            if (entry.end() > available) {
                throw json.error(tensor + " reach beyond the " + available
                        + " bytes of data in the file (is it truncated?)");
            }
            if (entry.begin() != position) {
                throw json.error(tensor + (entry.begin() < position ? " overlap" : " leave a gap after")
                        + " what ends at " + position + "; tensors must follow each other");
            }
            long length = entry.end() - entry.begin();
            // Divided, not multiplied: the product may overflow.
            if (length % entry.type().bytes() != 0 || length / entry.type().bytes() != entry.shape().elements()) {
                throw json.error(tensor + " are " + length + " bytes, but shape " + entry.shape() + " of "
                        + entry.type() + " needs " + entry.shape().elements() + " x " + entry.type().bytes());
            }
            tensors.put(entry.name(), new StoredTensor(entry.type(), entry.shape(), data + entry.begin()));
            position = entry.end();
        }
        if (position != available) {
            throw json.error("the tensors end at byte " + position + " of the data, which has " + available
                    + "; bytes that belong to no tensor are not allowed");
        }
        return tensors;
    }
}
