package io.statecap.model.train;

import io.statecap.datasets.RandomTokensSource;
import io.statecap.model.Mamba2Config;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A few steps of a small training, here or in a JVM with options of its own. */
final class TrainingInAnotherJvm {

    static final int STEPS = 6;

    private TrainingInAnotherJvm() {}

    /** Arguments: dModel, sequences, whether the head is tied. */
    static Trainer trainer(int dModel, int sequences, boolean tied) {
        int length = 64;
        Mamba2Config config = new Mamba2Config(dModel, 2, 16, 16, 2, 4, 1, tied, 256,
                new Mamba2Config.Range(1, 16), new Mamba2Config.Range(0.001, 0.1));
        TrainingSettings settings = new TrainingSettings(length, Long.MAX_VALUE / 2, sequences * length, 1e-3,
                Schedule.CONSTANT, 0, 0, 0, 0.9, 0.95, 1e-8, 1, 0, InitialStates.ZERO);
        return Trainer.start(config, settings, new RandomTokensSource(256), 1);
    }

    static String bits(double loss) {
        return Long.toHexString(Double.doubleToLongBits(loss));
    }

    public static void main(String[] arguments) {
        try (Trainer trainer = trainer(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]),
                Boolean.parseBoolean(arguments[2]))) {
            for (int i = 0; i < STEPS; i++) {
                System.out.println("step " + bits(trainer.step().loss()));
            }
        }
    }

    /** Losses of each step, as {@link #bits}, of a JVM with the given options and the class path of this JVM. */
    static List<String> losses(Path folder, List<String> options, int dModel, int sequences, boolean tied)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TrainingInAnotherJvm.class.getName(),
                String.valueOf(dModel), String.valueOf(sequences), String.valueOf(tied)));
        Path log = folder.resolve("stderr.txt");
        Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("the other JVM failed: " + Files.readString(log));
        }
        return out.lines().filter(line -> line.startsWith("step ")).map(line -> line.substring(5)).toList();
    }
}
