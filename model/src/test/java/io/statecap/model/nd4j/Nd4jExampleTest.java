package io.statecap.model.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of docs/nd4j.md does what the page says. */
class Nd4jExampleTest {

    private static final Path ROOT = Path.of(System.getProperty("statecap.root", ".."));

    @Test
    void thePageShowsTheExample() throws IOException {
        String source = Files.readString(ROOT.resolve("model/src/test/java/io/statecap/model/nd4j/Nd4jExample.java"));
        String start = "    public static void main(String[] args) {\n";
        String body = source.substring(source.indexOf(start) + start.length(), source.lastIndexOf("    }\n}"));
        assertTrue(Files.readString(ROOT.resolve("docs/nd4j.md")).contains(body.stripTrailing().stripIndent()),
                "docs/nd4j.md has other code than Nd4jExample");
    }

    @Test
    void theExampleLearns() {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Nd4jExample.main(new String[0]);
        } finally {
            System.setOut(out);
        }
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        List<Double> losses = lines.stream().filter(line -> line.startsWith("loss "))
                .map(line -> Double.parseDouble(line.split(" ")[1])).toList();
        assertEquals(20, losses.size());
        assertTrue(losses.get(19) < losses.get(0) / 2, losses.toString());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("next ")), lines.toString());
    }
}
