package io.statecap.model.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products give the same bits at every width of vectors, whatever the shape of tiles that comes with it. */
class VectorWidthsTest {

    /** A machine with narrower vectors than asked for runs at its own width. */
    @ParameterizedTest
    @CsvSource({"16, 6", "32, 6", "64, 8"})
    void sameBits(int bytes, int rowsOnX86) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(System.getProperty("java.home") + File.separator + "bin" + File.separator
                + "java", "-XX:MaxVectorSize=" + bytes, "--add-modules=jdk.incubator.vector", "-cp",
                System.getProperty("java.class.path"), ProductDigest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String[] answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().split(" ");
        assertEquals(0, process.waitFor());
        int bits = Integer.parseInt(answer[0]);
        assertTrue(bits <= 8 * bytes, bits + " bits");
        if (bits == 8 * bytes && System.getProperty("os.arch").equals("amd64")) {
            assertEquals(rowsOnX86, Integer.parseInt(answer[1]));
        }
        assertEquals(ProductDigest.of(new Gemm(new PlainKernels.Tiles())), Integer.parseInt(answer[2]));
    }
}
