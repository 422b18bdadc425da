package io.statecap.cuda.device;

import io.statecap.cuda.driver.Compiler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernels of one source file, compiled for one GPU with given macros; compiled once a process, side by side. */
public final class Kernels {

    private static final String FOLDER = "/io/statecap/cuda/kernels/";
    private static final Pattern INCLUDE = Pattern.compile("^#include \"(.+)\"", Pattern.MULTILINE);

    private final Gpu gpu;
    private final CompletableFuture<Long> module;

    /**
     * Has the file compiled and loaded beside what the caller goes on with, or takes what is there already.
     *
     * @param file   a file of the kernels' folder
     * @param macros {@code NAME=VALUE}; {@code T_ACT} is float or bf16
     */
    public Kernels(Gpu gpu, String file, String... macros) {
        this.gpu = gpu;
        List<String> key = new ArrayList<>(List.of(macros));
        key.add(file);
        CompletableFuture<Long> own = new CompletableFuture<>();
        CompletableFuture<Long> there = gpu.modules.putIfAbsent(key, own);
        module = there != null ? there : own;
        if (there == null) {
            own.completeAsync(() -> load(gpu, file, macros)).whenComplete((loaded, problem) -> {
                if (problem != null) {
                    gpu.modules.remove(key);
                }
            });
        }
    }

    private static long load(Gpu gpu, String file, String... macros) {
        gpu.use();
        return gpu.cuda.loadModule(CubinCache.DEFAULT.get(gpu.compiler, request(file, gpu.architecture(), macros)));
    }

    /** The kernel of a name. */
    public Kernel function(String name) {
        return new Kernel(gpu, name, module);
    }

    /**
     * A source file with all that it includes.
     *
     * @param architecture as {@code sm_90a}
     */
    static Compiler.Request request(String file, String architecture, String... macros) {
        List<String> options = new ArrayList<>(List.of("--gpu-architecture=" + architecture, "--std=c++17"));
        for (String macro : macros) {
            options.add("-D" + macro);
        }
        String source = read(file);
        Map<String, String> headers = new LinkedHashMap<>();
        addHeaders(source, headers);
        return new Compiler.Request(file, source, headers, options);
    }

    /** The files that a source includes, directly or through others. */
    private static void addHeaders(String source, Map<String, String> headers) {
        Matcher include = INCLUDE.matcher(source);
        while (include.find()) {
            String name = include.group(1);
            if (!headers.containsKey(name)) {
                headers.put(name, read(name));
                addHeaders(headers.get(name), headers);
            }
        }
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
