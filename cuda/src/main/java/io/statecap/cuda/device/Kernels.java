package io.statecap.cuda.device;

import io.statecap.cuda.driver.Compiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The kernels of one source file, compiled for one GPU with given macros; compiled once a process. */
public final class Kernels {

    private static final String FOLDER = "/io/statecap/cuda/kernels/";
    private static final List<String> HEADERS = List.of("common.cuh", "ssd_tile.cuh");

    private final Gpu gpu;
    private final long module;

    /**
     * Compiles and loads, or takes what is loaded already.
     *
     * @param file   a file of the kernels' folder
     * @param macros {@code NAME=VALUE}; {@code T_ACT} is float or bf16
     */
    public Kernels(Gpu gpu, String file, String... macros) {
        this.gpu = gpu;
        List<String> key = new ArrayList<>(List.of(macros));
        key.add(file);
        module = gpu.modules.computeIfAbsent(key, k -> {
            gpu.use();
            return gpu.cuda.loadModule(compile(gpu.compiler, file, gpu.architecture(), macros));
        });
    }

    /** The kernel of a name. */
    public Kernel function(String name) {
        return new Kernel(gpu, gpu.cuda.function(module, name));
    }

    /**
     * Machine code of one source file.
     *
     * @param architecture as {@code sm_90a}
     */
    public static byte[] compile(Compiler compiler, String file, String architecture, String... macros) {
        List<String> options = new ArrayList<>(List.of("--gpu-architecture=" + architecture, "--std=c++17"));
        for (String macro : macros) {
            options.add("-D" + macro);
        }
        Map<String, String> headers = HEADERS.stream().collect(Collectors.toMap(name -> name, Kernels::read));
        return compiler.compile(file, read(file), headers, options);
    }

    private static String read(String file) {
        try (InputStream in = Kernels.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no kernel file " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
