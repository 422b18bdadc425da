package io.statecap.cuda.driver;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the libraries of CUDA 13 are on this machine. They are loaded by absolute path, in the order of their
 * dependence, so that no environment variable is needed.
 */
final class Libraries {

    /** More folders to look in first, with colons between them. */
    static final String PROPERTY = "statecap.cuda.libraries";
    private static final String SUFFIX = ".so.13";
    private static final String NVRTC = "libnvrtc" + SUFFIX;
    private static final List<String> TOOLKIT = List.of("libcudart" + SUFFIX, NVRTC, "libcublasLt" + SUFFIX,
            "libcublas" + SUFFIX);
    private static final String DRIVER = "libcuda.so.1";

    private final List<Path> folders;
    private final Map<String, Path> found = new LinkedHashMap<>();
    private final List<String> missing = new ArrayList<>();

    private Libraries(List<Path> folders) {
        this.folders = folders;
        for (String name : TOOLKIT) {
            Path file = first(name);
            if (file == null) {
                missing.add(name);
                continue;
            }
            if (name.equals(NVRTC)) {
                // NVRTC opens it by name and has no search path of its own: loaded before, it is found.
                Path builtins = builtins(file.getParent());
                if (builtins != null) {
                    found.put("libnvrtc-builtins", builtins);
                }
            }
            found.put(name, file);
        }
        Path driver = first(DRIVER);
        if (driver != null) {
            found.put(DRIVER, driver);
        }
    }

    /** Looks in the property's folders, then in those of the environment, the toolkits, Python's and the system's. */
    static Libraries find(Map<String, String> environment, String extra) {
        Set<Path> folders = new LinkedHashSet<>();
        add(folders, extra);
        add(folders, environment.get("LD_LIBRARY_PATH"));
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            String home = environment.get(variable);
            if (home != null && !home.isEmpty()) {
                add(folders, home + "/lib64:" + home + "/lib");
            }
        }
        add(folders, "/usr/local/cuda/lib64:/usr/local/cuda-13/lib64");
        for (String root : List.of("/usr/local", "/opt")) {
            toolkits(folders, Path.of(root));
        }
        for (String root : List.of("/usr/local/lib", "/usr/lib", "/opt",
                environment.getOrDefault("HOME", "/") + "/.local/lib",
                environment.getOrDefault("VIRTUAL_ENV", "/nonexistent") + "/lib")) {
            python(folders, Path.of(root));
        }
        add(folders, "/usr/lib/x86_64-linux-gnu:/usr/lib64:/usr/local/nvidia/lib64:/usr/local/nvidia/lib"
                + ":/usr/local/cuda/compat");
        return new Libraries(List.copyOf(folders));
    }

    private static void add(Set<Path> folders, String list) {
        if (list != null) {
            for (String folder : list.split(File.pathSeparator)) {
                if (!folder.isEmpty()) {
                    folders.add(Path.of(folder));
                }
            }
        }
    }

    private static void toolkits(Set<Path> folders, Path root) {
        for (Path toolkit : children(root, "cuda-13*")) {
            folders.add(toolkit.resolve("lib64"));
        }
    }

    /** Folders {@code python*\/site-packages/nvidia/*\/lib} of pip's wheels. */
    private static void python(Set<Path> folders, Path root) {
        List<Path> pythons = new ArrayList<>(children(root, "python3*"));
        for (Path environment : children(root, "*venv*")) {
            pythons.addAll(children(environment.resolve("lib"), "python3*"));
        }
        for (Path inner : root.endsWith("opt") ? children(root, "*") : List.<Path>of()) {
            for (String name : List.of("lib", ".venv/lib", "venv/lib")) {
                pythons.addAll(children(inner.resolve(name), "python3*"));
            }
        }
        for (Path python : pythons) {
            for (String packages : List.of("site-packages", "dist-packages")) {
                for (Path wheel : children(python.resolve(packages).resolve("nvidia"), "*")) {
                    folders.add(wheel.resolve("lib"));
                }
            }
        }
    }

    private static List<Path> children(Path folder, String glob) {
        List<Path> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (var entries = Files.newDirectoryStream(folder, glob)) {
                entries.forEach(all::add);
            } catch (IOException e) {
                return List.of();
            }
        }
        all.sort(null);
        return all;
    }

    private Path first(String name) {
        for (Path folder : folders) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                return file.toAbsolutePath();
            }
        }
        return null;
    }

    private static Path builtins(Path folder) {
        List<Path> all = children(folder, "libnvrtc-builtins.so.13*");
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /**
     * Loads what was found.
     *
     * @throws UnsatisfiedLinkError if one of them does not load
     */
    void load() {
        for (Path file : found.values()) {
            System.load(file.toString());
        }
    }

    /** Loads the compiler alone, which needs no driver. */
    void loadCompiler() {
        for (String name : List.of("libnvrtc-builtins", NVRTC)) {
            if (found.containsKey(name)) {
                System.load(found.get(name).toString());
            }
        }
    }

    boolean hasCompiler() {
        return found.containsKey(NVRTC);
    }

    /** One sentence for a machine where the engine cannot run. */
    String absent(String why) {
        List<String> lacking = new ArrayList<>(missing);
        if (!found.containsKey(DRIVER)) {
            lacking.add(0, DRIVER);
        }
        String names = lacking.isEmpty() ? "" : " not found: " + String.join(", ", lacking) + ";";
        return "no GPU can be used here: " + why + ";" + names + " looked for the NVIDIA driver (" + DRIVER
                + "), NVRTC and cuBLAS of CUDA 13 (" + String.join(", ", TOOLKIT) + ") in "
                + String.join(", ", folders.stream().map(Path::toString).toList())
                + " and where the system's loader looks";
    }
}
