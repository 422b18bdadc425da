package io.statecap.cuda.device;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.statecap.cuda.driver.Compiler;
import io.statecap.cuda.driver.CudaProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel file compiles: by NVRTC where it is, else by nvcc; neither needs a GPU. Skipped without both. */
class KernelSourcesTest {

    @TempDir
    private Path folder;

    static Stream<List<String>> sources() {
        List<List<String>> all = new ArrayList<>();
        for (String type : List.of("float", "bf16")) {
            for (String width : List.of("24", "256", "1536")) {
                all.add(List.of("norm.cu", "T_ACT=" + type, "WIDTH=" + width,
                        "GROUP=" + (width.equals("1536") ? 96 : 32)));
            }
            for (String taps : List.of("1", "2", "4")) {
                all.add(List.of("conv.cu", "T_ACT=" + type, "TAPS=" + taps, "VEC=" + (taps.equals("2") ? 1 : 2)));
            }
            all.add(List.of("head.cu", "T_LOGIT=" + type));
            all.add(List.of("observe.cu", "T_ACT=" + type));
            int arithmetic = type.equals("bf16") ? Arithmetic.BF16.ordinal() : Arithmetic.TF32.ordinal();
            for (String file : List.of("ssd.cu", "ssd_backward.cu", "ssd_scores.cu", "ssd_steps.cu")) {
                all.add(List.of(file, "T_ACT=" + type, "ARITHMETIC=" + arithmetic, "HEAD_DIM=16", "D_STATE=32",
                        "WARPS=4", "VECTOR=1"));
            }
        }
        all.add(List.of("norm.cu", "T_ACT=fp16", "WIDTH=768", "GROUP=32"));
        all.add(List.of("head.cu", "T_LOGIT=fp16"));
        all.add(List.of("states.cu"));
        all.add(List.of("sums.cu"));
        all.add(List.of("optimizer.cu"));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void compiles(List<String> source) throws IOException, InterruptedException {
        String[] macros = source.subList(1, source.size()).toArray(String[]::new);
        Compiler.Request request = Kernels.request(source.get(0), "sm_90a", macros);
        Compiler compiler = CudaProbe.get().compiler();
        if (compiler != null) {
            assertTrue(compiler.compile(request).length > 0);
        } else {
            nvcc(request);
        }
    }

    private void nvcc(Compiler.Request request) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(request.name()), request.source());
        for (var header : request.headers().entrySet()) {
            Files.writeString(folder.resolve(header.getKey()), header.getValue());
        }
        List<String> command = new ArrayList<>(List.of("nvcc", "-cubin", "-o", "out.cubin"));
        command.addAll(request.options());
        command.add(request.name());
        Process process;
        try {
            process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        } catch (IOException e) {
            assumeTrue(false, "neither NVRTC nor nvcc is here");
            return;
        }
        String said = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor() == 0, said);
    }
}
