package io.statecap.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.model.io.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The golden model {@code tiny} as directories in both layouts, and its golden input. */
final class ReferenceModel {

    private static final Path CASES =
            Path.of(System.getProperty("statecap.root", ".."), "model/src/test/resources/reference");

    private ReferenceModel() {}

    /** Unpacks {@code hf} and {@code state-spaces}, each a model directory, into a folder. */
    static void unpack(Path folder) throws IOException {
        Path hf = Files.createDirectories(folder.resolve("hf"));
        Path stateSpaces = Files.createDirectories(folder.resolve("state-spaces"));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new GZIPInputStream(Files.newInputStream(CASES.resolve("hf-tiny.tgz"))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                if (!name.isEmpty()) {
                    Files.write((name.endsWith(".bin") ? stateSpaces : hf).resolve(name), tar.readAllBytes());
                }
            }
        }
        Files.copy(hf.resolve("config.json"), stateSpaces.resolve("config.json"));
    }

    /** The golden token ids as {@code score --tokens} takes them. */
    static String tokens() throws IOException {
        try (SafetensorsFile golden = golden()) {
            float[] ids = golden.read("input_ids");
            int length = (int) golden.shape("input_ids").dimension(1);
            int[][] sequences = new int[ids.length / length][length];
            for (int i = 0; i < ids.length; i++) {
                sequences[i / length][i % length] = (int) ids[i];
            }
            return new ObjectMapper().writeValueAsString(sequences);
        }
    }

    /** The golden loss of those tokens, nats. */
    static double loss() throws IOException {
        try (SafetensorsFile golden = golden()) {
            return golden.read("loss")[0];
        }
    }

    private static SafetensorsFile golden() throws IOException {
        return SafetensorsFile.open(CASES.resolve("tiny.safetensors"));
    }
}
