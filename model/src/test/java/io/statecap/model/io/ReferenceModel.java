package io.statecap.model.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The files of the reference {@code hf-tiny.tgz}: one model in both layouts. */
final class ReferenceModel {

    private static final int BLOCK = 512;

    private final Map<String, byte[]> files = new HashMap<>();

    /** Unpacks the archive: blocks of 512 bytes, a header before each file's content. */
    ReferenceModel() {
        try (var in = new GZIPInputStream(ReferenceModel.class.getResourceAsStream("/reference/hf-tiny.tgz"))) {
            byte[] tar = in.readAllBytes();
            for (int at = 0; at + BLOCK <= tar.length && tar[at] != 0; ) {
                String name = text(tar, at, 100);
                int size = Integer.parseInt(text(tar, at + 124, 12).strip(), 8);
                files.put(name, new ByteArrayInputStream(tar, at + BLOCK, size).readAllBytes());
                at += BLOCK + (size + BLOCK - 1) / BLOCK * BLOCK;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes, int at, int longest) {
        int length = 0;
        while (length < longest && bytes[at + length] != 0) {
            length++;
        }
        return new String(bytes, at, length, StandardCharsets.US_ASCII);
    }

    byte[] config() {
        return files.get("hf-tiny/config.json").clone();
    }

    byte[] safetensors() {
        return files.get("hf-tiny/model.safetensors").clone();
    }

    byte[] torch() {
        return files.get("pytorch_model.bin").clone();
    }
}
