package io.statecap.cuda.device;

import io.statecap.cuda.driver.Compiler;
import io.statecap.cuda.driver.Cuda;
import io.statecap.cuda.driver.CudaProbe;
import io.statecap.model.engine.DeviceException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/** One GPU and its context, shared by all threads of the process. Kernels that were compiled for it stay loaded. */
public final class Gpu {

    /** Of a device's memory, so much is kept where it is free: other processes may want it. */
    private static final int KEPT_SHARE = 16;
    private static final long MOST_PINNED = 1L << 30;

    private static final class Opened {
        static final ConcurrentMap<Integer, Gpu> BY_ORDINAL = new ConcurrentHashMap<>();
    }

    final Cuda cuda;
    final Compiler compiler;
    /** Loaded modules by source and options. */
    final ConcurrentMap<List<String>, CompletableFuture<Long>> modules = new ConcurrentHashMap<>();
    /** Device memory, page-locked memory and cuBLAS' handles between two owners. */
    final Reserve<Long> memory;
    final Reserve<ByteBuffer> pinned;
    final Queue<Long> blasHandles = new ConcurrentLinkedQueue<>();
    /** Dynamic shared memory that kernels may use, by kernel. */
    private final Map<Long, Integer> sharedAllowed = new ConcurrentHashMap<>();
    private final int device;
    private final long context;

    private Gpu(CudaProbe probe, int ordinal) {
        cuda = probe.cuda();
        compiler = probe.compiler();
        device = inOrder(cuda).get(ordinal);
        context = cuda.primaryContext(device);
        long kept = cuda.totalMemory(device) / KEPT_SHARE;
        memory = new Reserve<>(cuda::allocate, cuda::free, kept);
        pinned = new Reserve<>(cuda::allocatePinned, cuda::freePinned, Math.min(kept, MOST_PINNED));
    }

    /**
     * What a GPU is, found out without a context on it.
     *
     * @param bytes all of its memory
     */
    public record Description(String name, long bytes) {

        /** Of a GPU by its number; nothing and zero bytes where there is none. */
        public static Description of(int ordinal) {
            Cuda cuda = CudaProbe.get().cuda();
            if (cuda == null || ordinal >= cuda.deviceCount()) {
                return new Description("", 0);
            }
            int device = inOrder(cuda).get(ordinal);
            return new Description(cuda.deviceName(device), cuda.totalMemory(device));
        }
    }

    /** Devices by their places on the PCI bus, as cluster managers number them; as the user orders them, if so. */
    private static List<Integer> inOrder(Cuda cuda) {
        var devices = IntStream.range(0, cuda.deviceCount()).map(cuda::device).boxed();
        return (System.getenv("CUDA_VISIBLE_DEVICES") != null ? devices : devices.sorted(
                Comparator.<Integer>comparingInt(d -> cuda.attribute(Cuda.Attribute.PCI_DOMAIN, d))
                        .thenComparingInt(d -> cuda.attribute(Cuda.Attribute.PCI_BUS, d))
                        .thenComparingInt(d -> cuda.attribute(Cuda.Attribute.PCI_DEVICE, d)))).toList();
    }

    /**
     * A GPU by its number in the order of the PCI bus, made the calling thread's.
     *
     * @throws DeviceException where no GPU can be used; the message says what was looked for
     */
    public static Gpu open(int ordinal) {
        CudaProbe probe = CudaProbe.get();
        if (probe.cuda() == null) {
            throw new DeviceException(probe.absent());
        }
        if (ordinal < 0 || ordinal >= probe.cuda().deviceCount()) {
            throw new DeviceException("there is no GPU " + ordinal + " here, only " + probe.cuda().deviceCount());
        }
        Gpu gpu = Opened.BY_ORDINAL.computeIfAbsent(ordinal, i -> new Gpu(probe, i));
        gpu.use();
        return gpu;
    }

    /** Makes this GPU the calling thread's; each thread needs it before any other call. */
    public void use() {
        cuda.makeCurrent(context);
    }

    public String name() {
        return cuda.deviceName(device);
    }

    /** As {@code sm_90a} with the features of one architecture only, from compute capability 9 on. */
    public String architecture() {
        int major = cuda.attribute(Cuda.Attribute.MAJOR, device);
        return "sm_" + major + cuda.attribute(Cuda.Attribute.MINOR, device) + (major >= 9 ? "a" : "");
    }

    /** Bytes of shared memory that one block may ask for. */
    public int sharedMemory() {
        return cuda.attribute(Cuda.Attribute.SHARED_MEMORY_A_BLOCK, device);
    }

    /** Allows a kernel more dynamic shared memory; others may use the same kernel with more or less. */
    void allowShared(long function, int bytes) {
        if (sharedAllowed.getOrDefault(function, 0) < bytes) {
            sharedAllowed.compute(function, (f, allowed) -> {
                int most = Math.max(bytes, allowed == null ? 0 : allowed);
                cuda.allowShared(f, most);
                return most;
            });
        }
    }
}
