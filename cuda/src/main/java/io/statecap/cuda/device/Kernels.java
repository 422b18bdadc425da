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
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kernels of one source file, compiled for one GPU with given macros; compiled once a process. */
public final class Kernels {

    private static final String FOLDER = "/io/statecap/cuda/kernels/";
    private static final Pattern INCLUDE = Pattern.compile("^#include \"(.+)\"", Pattern.MULTILINE);

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
        module = load(key, file, macros);
    }

    /** The kernels of several files with the same macros, compiled side by side. */
    public static List<Kernels> all(Gpu gpu, List<String> files, String... macros) {
        return files.parallelStream().map(file -> new Kernels(gpu, file, macros)).toList();
    }

    /** One thread compiles; others that want the same wait for it, and others compile meanwhile. */
    private long load(List<String> key, String file, String... macros) {
        CompletableFuture<Long> own = new CompletableFuture<>();
        CompletableFuture<Long> there = gpu.modules.putIfAbsent(key, own);
        if (there != null) {
            try {
                return there.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
        try {
            gpu.use();
            byte[] image = CubinCache.DEFAULT.get(gpu.compiler, request(file, gpu.architecture(), macros));
            own.complete(gpu.cuda.loadModule(image));
            return own.join();
        } catch (RuntimeException e) {
            gpu.modules.remove(key);
            own.completeExceptionally(e);
            throw e;
        }
    }

    /** The kernel of a name. */
    public Kernel function(String name) {
        return new Kernel(gpu, name, gpu.cuda.function(module, name));
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
