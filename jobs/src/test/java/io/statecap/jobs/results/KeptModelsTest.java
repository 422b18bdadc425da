package io.statecap.jobs.results;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.files.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptModelsTest {

    @TempDir
    private Path results;

    @Test
    void changedWeightsAreRefusedAndFoldersWithoutAChecksumAreNot() throws IOException {
        ResultsDirectory directory = ResultsDirectory.local(results);
        directory.models().write("aa11", "{}", "{}", out -> out.write(new byte[1000]));
        Path folder = results.resolve("checkpoints/models/aa11");
        KeptModels.requireWhole(folder);
        byte[] weights = new byte[1000];
        weights[500] = 1;
        Files.write(folder.resolve("model.safetensors"), weights);

        String refused = assertThrows(StorageException.class, () -> KeptModels.requireWhole(folder)).getMessage();

        assertTrue(refused.contains("model.safetensors is damaged"), refused);
        assertTrue(refused.contains("--overwrite"), refused);
        Files.delete(folder.resolve("model.safetensors.sha256"));
        KeptModels.requireWhole(folder);
        directory.models().write("aa11", "{}", "{}", out -> out.write(new byte[10]));
        KeptModels.requireWhole(folder);
    }
}
