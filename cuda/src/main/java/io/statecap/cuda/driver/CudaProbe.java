package io.statecap.cuda.driver;

import java.util.Optional;

/**
 * What this machine offers, found out once a process.
 *
 * @param cuda     null where no GPU can be used
 * @param compiler null where there is no NVRTC
 * @param absent   why there is no {@code cuda}: one sentence that says what was looked for, and where
 */
public record CudaProbe(Cuda cuda, Compiler compiler, String absent) {

    /** A failed load cannot be tried again in one process: the answer is kept. */
    private static final class Once {
        static final CudaProbe RESULT = probe(Libraries.find(System.getenv(),
                System.getProperty(Libraries.PROPERTY, "")));
    }

    /** This machine's. */
    public static CudaProbe get() {
        return Once.RESULT;
    }

    /** The driver, if a GPU can be used. */
    public Optional<Cuda> driver() {
        return Optional.ofNullable(cuda);
    }

    private static CudaProbe probe(Libraries libraries) {
        if (System.getProperty("org.bytedeco.javacpp.maxPhysicalBytes") == null) {
            // Page-locked memory counts as resident, and JavaCPP would refuse it beyond a multiple of the heap.
            System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        }
        Compiler compiler = null;
        try {
            if (libraries.hasCompiler()) {
                libraries.loadCompiler();
                org.bytedeco.javacpp.Loader.load(org.bytedeco.cuda.global.nvrtc.class);
                compiler = new Compiler();
            }
            libraries.load();
            Cuda cuda = new Cuda();
            return cuda.deviceCount() == 0 ? new CudaProbe(null, compiler, libraries.absent("the driver sees no GPU"))
                    : new CudaProbe(cuda, compiler, null);
        } catch (LinkageError | CudaException e) {
            return new CudaProbe(null, compiler, libraries.absent(firstLine(e)));
        }
    }

    private static String firstLine(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String text = String.valueOf(root.getMessage());
        return text.lines().findFirst().orElse(text);
    }
}
