package io.statecap.model.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The directory of a zip whose entries are stored, not compressed, as PyTorch writes them: the entries can then be
 * used where they lie. Any other feature of zips is refused (compression, encryption, overlapping entries, names
 * that lead out of the archive, a comment), so nothing is ever inflated. Zip64 is understood.
 */
record StoredZip(ByteSource bytes, Map<String, Entry> entries) {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int END64_BYTES = 56;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int ZIP64_FIELD = 1;
    private static final long IN_ZIP64 = 0xffff_ffffL;

    /** A directory of 64 layers takes 10⁵ bytes. */
    private static final int LARGEST_DIRECTORY = 1 << 22;

    /**
     * A stored file.
     *
     * @param offset of its first byte in the zip
     * @param crc    CRC-32 that the directory claims
     */
    record Entry(long offset, long size, int crc) {}

    private record Listed(String name, long header, long size, int crc) {}

    /** Where the end records say that the directory is; it lies before them, and what it lists before it. */
    private record Directory(long start, int size, long entries) {

        static Directory find(ByteSource bytes) throws IOException {
            long endAt = bytes.size() - END_BYTES;
            ByteBuffer end = endAt < 0 ? null : bytes.slice(endAt, END_BYTES);
            if (end == null || end.getInt(0) != END_SIGNATURE || end.getShort(20) != 0) {
                throw new CheckpointFormatException(bytes.name() + " does not end as a zip without a comment does"
                        + " (is it truncated, or saved by PyTorch before 1.6, which wrote no zip?)");
            }
            ByteBuffer end64 = end64(bytes, endAt);
            if (end64 != null) {
                long after = endAt - LOCATOR_BYTES - END64_BYTES;
                return checked(bytes, after, end64.getLong(48), end64.getLong(40), end64.getLong(32));
            }
            return checked(bytes, endAt, Integer.toUnsignedLong(end.getInt(16)),
                    Integer.toUnsignedLong(end.getInt(12)), Short.toUnsignedLong(end.getShort(10)));
        }

        private static ByteBuffer end64(ByteSource bytes, long endAt) throws IOException {
            long locatorAt = endAt - LOCATOR_BYTES;
            if (locatorAt < 0 || bytes.slice(locatorAt, Integer.BYTES).getInt() != LOCATOR_SIGNATURE) {
                return null;
            }
            long end64At = locatorAt - END64_BYTES;
            if (end64At < 0 || bytes.slice(locatorAt, LOCATOR_BYTES).getLong(8) != end64At
                    || bytes.slice(end64At, Integer.BYTES).getInt() != END64_SIGNATURE) {
                throw error(bytes, "has a broken zip64 end record");
            }
            return bytes.slice(end64At, END64_BYTES);
        }

        private static Directory checked(ByteSource bytes, long after, long start, long size, long entries)
                throws CheckpointFormatException {
            if (size < 0 || size > LARGEST_DIRECTORY || start < 0 || start > after || size != after - start) {
                throw error(bytes, "claims a directory of " + Long.toUnsignedString(size) + " bytes at "
                        + Long.toUnsignedString(start) + "; it must end at byte " + after + " and have at most "
                        + LARGEST_DIRECTORY + " bytes");
            }
            return new Directory(start, (int) size, entries);
        }
    }

    static StoredZip read(ByteSource bytes) throws IOException {
        Directory found = Directory.find(bytes);
        ByteBuffer directory = bytes.slice(found.start(), found.size());
        List<Listed> listed = new ArrayList<>();
        while (directory.hasRemaining()) {
            listed.add(listed(bytes, directory));
        }
        if (listed.size() != found.entries()) {
            throw error(bytes, "claims " + Long.toUnsignedString(found.entries()) + " entries, but lists "
                    + listed.size());
        }
        listed.sort(Comparator.comparingLong(Listed::header));
        Map<String, Entry> entries = new LinkedHashMap<>();
        long free = 0;
        for (Listed one : listed) {
            Entry entry = locate(bytes, one, free, found.start());
            free = entry.offset() + entry.size();
            if (entries.put(one.name(), entry) != null) {
                throw error(bytes, "has the entry " + Quote.of(one.name()) + " twice");
            }
        }
        return new StoredZip(bytes, Collections.unmodifiableMap(entries));
    }

    private static CheckpointFormatException error(ByteSource bytes, String message) {
        return new CheckpointFormatException(bytes.name() + ": the zip " + message);
    }

    private static Listed listed(ByteSource bytes, ByteBuffer directory) throws CheckpointFormatException {
        int at = directory.position();
        if (directory.remaining() < CENTRAL_BYTES || directory.getInt(at) != CENTRAL_SIGNATURE) {
            throw error(bytes, "has a broken directory");
        }
        int flags = directory.getShort(at + 8);
        int method = Short.toUnsignedInt(directory.getShort(at + 10));
        int crc = directory.getInt(at + 16);
        long compressed = Integer.toUnsignedLong(directory.getInt(at + 20));
        long size = Integer.toUnsignedLong(directory.getInt(at + 24));
        int nameLength = Short.toUnsignedInt(directory.getShort(at + 28));
        int extraLength = Short.toUnsignedInt(directory.getShort(at + 30));
        int commentLength = Short.toUnsignedInt(directory.getShort(at + 32));
        long header = Integer.toUnsignedLong(directory.getInt(at + 42));
        if (directory.remaining() < CENTRAL_BYTES + nameLength + extraLength + commentLength) {
            throw error(bytes, "has a broken directory");
        }
        String name = name(bytes, directory.slice(at + CENTRAL_BYTES, nameLength));
        ByteBuffer extra = directory.slice(at + CENTRAL_BYTES + nameLength, extraLength).order(directory.order());
        directory.position(at + CENTRAL_BYTES + nameLength + extraLength + commentLength);
        if (size == IN_ZIP64 || compressed == IN_ZIP64 || header == IN_ZIP64) {
            ByteBuffer wide = zip64(bytes, name, extra);
            size = size == IN_ZIP64 ? wide(bytes, name, wide) : size;
            compressed = compressed == IN_ZIP64 ? wide(bytes, name, wide) : compressed;
            header = header == IN_ZIP64 ? wide(bytes, name, wide) : header;
        }
        if ((flags & 1) != 0) {
            throw error(bytes, "has an encrypted entry " + Quote.of(name) + "; only plain ones are allowed");
        }
        if (method != 0 || compressed != size) {
            throw error(bytes, "has a compressed entry " + Quote.of(name) + " (method " + method + ", " + compressed
                    + " to " + size + " bytes); only stored ones, as PyTorch writes them, are allowed");
        }
        return new Listed(name, header, size, crc);
    }

    private static String name(ByteSource bytes, ByteBuffer utf8) throws CheckpointFormatException {
        String name;
        try {
            name = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            throw error(bytes, "has an entry whose name is not UTF-8");
        }
        if (name.isEmpty() || name.startsWith("/") || name.contains("\\") || name.contains("\0") || name.contains(":")
                || Arrays.asList(name.split("/", -1)).contains("..")) {
            throw error(bytes, "has an entry named " + Quote.of(name)
                    + "; only relative names without '..', '\\' and ':' are allowed");
        }
        return name;
    }

    private static ByteBuffer zip64(ByteSource bytes, String name, ByteBuffer extra)
            throws CheckpointFormatException {
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Short.toUnsignedInt(extra.getShort());
            if (length > extra.remaining()) {
                break;
            }
            if (id == ZIP64_FIELD) {
                return extra.slice(extra.position(), length).order(extra.order());
            }
            extra.position(extra.position() + length);
        }
        throw error(bytes, "lacks the zip64 sizes of entry " + Quote.of(name));
    }

    private static long wide(ByteSource bytes, String name, ByteBuffer field) throws CheckpointFormatException {
        long value = field.remaining() < Long.BYTES ? -1 : field.getLong();
        if (value < 0) {
            throw error(bytes, "has broken zip64 sizes of entry " + Quote.of(name));
        }
        return value;
    }

    /** Finds the data behind the local header; they must lie between {@code free} and {@code limit}. */
    private static Entry locate(ByteSource bytes, Listed listed, long free, long limit) throws IOException {
        String entry = "entry " + Quote.of(listed.name());
        long header = listed.header();
        if (header < free) {
            throw error(bytes, "has overlapping entries: " + entry + " starts at " + header
                    + ", before the end of another at " + free);
        }
        if (header > limit - LOCAL_BYTES) {
            throw error(bytes, "places " + entry + " at " + header + ", outside the " + limit + " bytes of entries");
        }
        ByteBuffer local = bytes.slice(header, LOCAL_BYTES);
        long offset = header + LOCAL_BYTES + Short.toUnsignedInt(local.getShort(26))
                + Short.toUnsignedInt(local.getShort(28));
        if (local.getInt(0) != LOCAL_SIGNATURE || local.getShort(8) != 0) {
            throw error(bytes, "has no header of a stored file for " + entry + " at " + header);
        }
        if (offset > limit || listed.size() > limit - offset) {
            throw error(bytes, "claims " + listed.size() + " bytes for " + entry + " at " + offset + "; " + limit
                    + " is the end of all entries");
        }
        return new Entry(offset, listed.size(), listed.crc());
    }

    /**
     * The content of a small entry, its checksum verified.
     *
     * @throws CheckpointFormatException for more than {@code most} bytes, or a wrong checksum
     */
    ByteBuffer content(String name, int most) throws IOException {
        Entry entry = entries.get(name);
        if (entry.size() > most) {
            throw error(bytes, "has an entry " + Quote.of(name) + " of " + entry.size() + " bytes; at most " + most
                    + " are allowed");
        }
        ByteBuffer content = bytes.slice(entry.offset(), (int) entry.size());
        CRC32 crc = new CRC32();
        crc.update(content.duplicate());
        if ((int) crc.getValue() != entry.crc()) {
            throw error(bytes, "has a damaged entry " + Quote.of(name) + ": its checksum is wrong");
        }
        return content;
    }
}
