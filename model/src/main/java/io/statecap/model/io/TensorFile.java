package io.statecap.model.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** A file of named tensors, or its bytes in memory, whose directory has been read and checked. */
abstract class TensorFile implements TensorSource {

    /** A tensor at a known place of the file. */
    interface Entry {

        ElementType type();

        Shape shape();

        /** Reads {@code count} elements from element {@code from} (row-major), as {@link TensorSource#read} does. */
        void read(ByteSource bytes, long from, float[] target, int offset, int count) throws IOException;
    }

    /** Reads the directory of a file. */
    interface Parser<F extends TensorFile> {
        F parse(ByteSource bytes) throws IOException;
    }

    private final ByteSource bytes;
    private final Map<String, ? extends Entry> entries;

    /** @param entries unmodifiable; in the order of the file */
    TensorFile(ByteSource bytes, Map<String, ? extends Entry> entries) {
        this.bytes = bytes;
        this.entries = entries;
    }

    /** Maps a file and parses it; it stays open unless that fails. */
    static <F extends TensorFile> F open(Path file, Parser<F> parser) throws IOException {
        FileBytes bytes = FileBytes.open(file);
        try {
            return parser.parse(bytes);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    ByteSource bytes() {
        return bytes;
    }

    @Override
    public String description() {
        return bytes.name();
    }

    @Override
    public Set<String> names() {
        return entries.keySet();
    }

    @Override
    public Shape shape(String name) throws CheckpointFormatException {
        return entry(name).shape();
    }

    @Override
    public ElementType elementType(String name) throws CheckpointFormatException {
        return entry(name).type();
    }

    @Override
    public void read(String name, long from, float[] target, int offset, int count) throws IOException {
        requireKind(name, true);
        entry(name).read(bytes, from, target, offset, count);
    }

    /** @throws CheckpointFormatException unless the tensor's elements are floating-point numbers, or else integers */
    void requireKind(String name, boolean floating) throws CheckpointFormatException {
        ElementType type = elementType(name);
        if (type.floating() != floating) {
            throw new CheckpointFormatException(description() + ": tensor " + Quote.of(name) + " is " + type + "; "
                    + (floating ? "F64, F32, F16 or BF16" : "I64 or I32") + " is needed");
        }
    }

    private Entry entry(String name) throws CheckpointFormatException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new CheckpointFormatException(description() + " has no tensor " + Quote.of(name));
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
