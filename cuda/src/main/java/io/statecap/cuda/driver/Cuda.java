package io.statecap.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.cuda.cublas.cublasContext;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * The calls of CUDA's driver and of cuBLAS that this engine makes. Addresses and handles are longs; every error is a
 * {@link CudaException}. Safe for several threads. Only this class and {@link Compiler} know the binding.
 */
public final class Cuda {

    /** Attributes of a device, by their numbers in cuda.h. */
    public enum Attribute {
        PCI_BUS(33), PCI_DEVICE(34), PCI_DOMAIN(50), MAJOR(75), MINOR(76), SHARED_MEMORY_A_BLOCK(97);

        private final int number;

        Attribute(int number) {
            this.number = number;
        }
    }

    /** The recording thread may call whatever it likes. */
    private static final int CAPTURE_RELAXED = 2;
    private static final int EVENT_SLEEPS = 1;
    private static final int EVENT_UNTIMED = 2;
    /** Threads sleep while they wait: many trainings share few processors. */
    private static final int CONTEXT_SLEEPS = 4;

    /** A pointer to memory that is not ours to free. */
    private static final class Raw extends Pointer {
        Raw(long address) {
            super((Pointer) null);
            this.address = address;
        }
    }

    /**
     * Held while a stream records, and by calls that make the whole device wait: those would spoil the recording of
     * another thread.
     */
    private final ReentrantLock exclusive = new ReentrantLock();

    private void alone(Runnable call) {
        exclusive.lock();
        try {
            call.run();
        } finally {
            exclusive.unlock();
        }
    }

    Cuda() {
        driver("cuInit", cudart.cuInit(0));
    }

    private static void driver(String call, int code) {
        if (code != 0) {
            PointerPointer<BytePointer> name = new PointerPointer<>(1);
            PointerPointer<BytePointer> text = new PointerPointer<>(1);
            cudart.cuGetErrorName(code, name);
            cudart.cuGetErrorString(code, text);
            throw new CudaException(call, code, string(name) + ": " + string(text));
        }
    }

    private static String string(PointerPointer<BytePointer> slot) {
        Pointer address = slot.get();
        return address == null || address.isNull() ? "unknown" : new BytePointer(address).getString();
    }

    private static void blas(String call, int code) {
        if (code != 0) {
            throw new CudaException(call, code, cublas.cublasGetStatusString(code).getString());
        }
    }

    private static Pointer pointer(long address) {
        return address == 0 ? null : new Raw(address);
    }

    private static CUstream_st stream(long handle) {
        return new CUstream_st(pointer(handle));
    }

    // Devices.

    public int deviceCount() {
        int[] count = new int[1];
        driver("cuDeviceGetCount", cudart.cuDeviceGetCount(count));
        return count[0];
    }

    public int device(int ordinal) {
        int[] device = new int[1];
        driver("cuDeviceGet", cudart.cuDeviceGet(device, ordinal));
        return device[0];
    }

    public String deviceName(int device) {
        byte[] name = new byte[256];
        driver("cuDeviceGetName", cudart.cuDeviceGetName(name, name.length, device));
        int length = 0;
        while (name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Bytes of a device's memory. */
    public long totalMemory(int device) {
        SizeTPointer bytes = new SizeTPointer(1);
        driver("cuDeviceTotalMem", cudart.cuDeviceTotalMem(bytes, device));
        return bytes.get();
    }

    public int attribute(Attribute attribute, int device) {
        int[] value = new int[1];
        driver("cuDeviceGetAttribute", cudart.cuDeviceGetAttribute(value, attribute.number, device));
        return value[0];
    }

    /** The context that cuBLAS uses as well. */
    public long primaryContext(int device) {
        CUctx_st context = new CUctx_st();
        driver("cuDevicePrimaryCtxSetFlags", cudart.cuDevicePrimaryCtxSetFlags(device, CONTEXT_SLEEPS));
        driver("cuDevicePrimaryCtxRetain", cudart.cuDevicePrimaryCtxRetain(context, device));
        return context.address();
    }

    /** Makes a context the calling thread's. */
    public void makeCurrent(long context) {
        driver("cuCtxSetCurrent", cudart.cuCtxSetCurrent(new CUctx_st(pointer(context))));
    }

    // Memory.

    public long allocate(long bytes) {
        long[] address = new long[1];
        alone(() -> driver("cuMemAlloc", cudart.cuMemAlloc(address, bytes)));
        return address[0];
    }

    public void free(long address) {
        alone(() -> driver("cuMemFree", cudart.cuMemFree(address)));
    }

    /** Page-locked memory of the host. */
    public ByteBuffer allocatePinned(long bytes) {
        PointerPointer<Pointer> address = new PointerPointer<>(1);
        alone(() -> driver("cuMemHostAlloc", cudart.cuMemHostAlloc(address, bytes, 0)));
        return new BytePointer(address.get()).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Where kernels find page-locked memory. */
    public long addressOf(ByteBuffer pinned) {
        return new Pointer(pinned).address();
    }

    public void freePinned(ByteBuffer buffer) {
        alone(() -> driver("cuMemFreeHost", cudart.cuMemFreeHost(new Pointer(buffer))));
    }

    public void toDevice(long device, ByteBuffer host, long bytes, long stream) {
        driver("cuMemcpyHtoDAsync", cudart.cuMemcpyHtoDAsync(device, new Pointer(host), bytes, stream(stream)));
    }

    public void toHost(ByteBuffer host, long device, long bytes, long stream) {
        driver("cuMemcpyDtoHAsync", cudart.cuMemcpyDtoHAsync(new Pointer(host), device, bytes, stream(stream)));
    }

    public void copy(long to, long from, long bytes, long stream) {
        driver("cuMemcpyDtoDAsync", cudart.cuMemcpyDtoDAsync(to, from, bytes, stream(stream)));
    }

    /** Fills {@code words} elements of 32 bits and waits for it. */
    public void fill(long address, int word, long words) {
        alone(() -> {
            driver("cuMemsetD32", cudart.cuMemsetD32(address, word, words));
            driver("cuCtxSynchronize", cudart.cuCtxSynchronize());
        });
    }

    /** Zeros for {@code words} elements of 32 bits. */
    public void zero(long address, long words, long stream) {
        driver("cuMemsetD32Async", cudart.cuMemsetD32Async(address, 0, words, stream(stream)));
    }

    // Streams, events and graphs.

    /** A stream that does not wait for the default one. */
    public long createStream() {
        CUstream_st stream = new CUstream_st();
        alone(() -> driver("cuStreamCreate", cudart.cuStreamCreate(stream, 1)));
        return stream.address();
    }

    public void destroyStream(long stream) {
        alone(() -> driver("cuStreamDestroy", cudart.cuStreamDestroy(stream(stream))));
    }

    public void synchronize(long stream) {
        driver("cuStreamSynchronize", cudart.cuStreamSynchronize(stream(stream)));
    }

    /** @param timed for {@link #milliseconds}; else threads sleep while they wait for it */
    public long createEvent(boolean timed) {
        CUevent_st event = new CUevent_st();
        driver("cuEventCreate", cudart.cuEventCreate(event, timed ? 0 : EVENT_SLEEPS | EVENT_UNTIMED));
        return event.address();
    }

    public void destroyEvent(long event) {
        driver("cuEventDestroy", cudart.cuEventDestroy(new CUevent_st(pointer(event))));
    }

    public void record(long event, long stream) {
        driver("cuEventRecord", cudart.cuEventRecord(new CUevent_st(pointer(event)), stream(stream)));
    }

    /** Waits until all before the event is done. */
    public void await(long event) {
        driver("cuEventSynchronize", cudart.cuEventSynchronize(new CUevent_st(pointer(event))));
    }

    public float milliseconds(long from, long to) {
        float[] time = new float[1];
        driver("cuEventElapsedTime",
                cudart.cuEventElapsedTime(time, new CUevent_st(pointer(from)), new CUevent_st(pointer(to))));
        return time[0];
    }

    /** Records what {@code calls} queue on the stream, without doing it; the result can be launched. */
    public long capture(long stream, Runnable calls) {
        CUgraph_st graph = new CUgraph_st();
        CUgraphExec_st executable = new CUgraphExec_st();
        exclusive.lock();
        try {
            driver("cuStreamBeginCapture", cudart.cuStreamBeginCapture(stream(stream), CAPTURE_RELAXED));
            int ended;
            try {
                calls.run();
            } finally {
                ended = cudart.cuStreamEndCapture(stream(stream), graph);
            }
            driver("cuStreamEndCapture", ended);
            int code = cudart.cuGraphInstantiate(executable, graph, 0);
            driver("cuGraphDestroy", cudart.cuGraphDestroy(graph));
            driver("cuGraphInstantiate", code);
        } finally {
            exclusive.unlock();
        }
        return executable.address();
    }

    public void launchGraph(long graph, long stream) {
        driver("cuGraphLaunch", cudart.cuGraphLaunch(new CUgraphExec_st(pointer(graph)), stream(stream)));
    }

    public void destroyGraph(long graph) {
        alone(() -> driver("cuGraphExecDestroy", cudart.cuGraphExecDestroy(new CUgraphExec_st(pointer(graph)))));
    }

    // Kernels.

    public long loadModule(byte[] image) {
        CUmod_st module = new CUmod_st();
        alone(() -> driver("cuModuleLoadData", cudart.cuModuleLoadData(module, new BytePointer(image))));
        return module.address();
    }

    public long function(long module, String name) {
        CUfunc_st function = new CUfunc_st();
        driver("cuModuleGetFunction of " + name,
                cudart.cuModuleGetFunction(function, new CUmod_st(pointer(module)), name));
        return function.address();
    }

    /** Allows a kernel more than 48 KiB of dynamic shared memory. */
    public void allowShared(long function, int bytes) {
        driver("cuFuncSetAttribute", cudart.cuFuncSetAttribute(new CUfunc_st(pointer(function)), 8, bytes));
    }

    /** {@code parameters} holds the address of each argument; the name is for messages. */
    public void launch(String name, long function, int gridX, int gridY, int gridZ, int block, int shared, long stream,
                       PointerPointer<Pointer> parameters) {
        PointerPointer<Pointer> none = null;
        driver("cuLaunchKernel of " + name, cudart.cuLaunchKernel(new CUfunc_st(pointer(function)), gridX, gridY, gridZ,
                block, 1, 1, shared, stream(stream), parameters, none));
    }

    // cuBLAS.

    public long createBlas() {
        cublasContext handle = new cublasContext();
        alone(() -> blas("cublasCreate", cublas.cublasCreate_v2(handle)));
        return handle.address();
    }

    /** A handle's stream, and its own workspace on the device. */
    public void setUpBlas(long handle, long stream, long workspace, long bytes) {
        cublasContext context = new cublasContext(pointer(handle));
        blas("cublasSetStream", cublas.cublasSetStream_v2(context, stream(stream)));
        blas("cublasSetWorkspace", cublas.cublasSetWorkspace_v2(context, pointer(workspace), bytes));
    }

    /** {@code C = alpha·op(A)·op(B) + beta·C}, column-major as cuBLAS has it; factors are in host memory. */
    public void gemm(long handle, boolean transposeA, boolean transposeB, int m, int n, int k, Pointer alpha,
                     long a, int aType, int lda, long b, int bType, int ldb, Pointer beta, long c, int cType, int ldc,
                     int compute) {
        blas("cublasGemmEx", cublas.cublasGemmEx(new cublasContext(pointer(handle)), transposeA ? 1 : 0,
                transposeB ? 1 : 0, m, n, k, alpha, pointer(a), aType, lda, pointer(b), bType, ldb, beta,
                pointer(c), cType, ldc, compute, -1));
    }
}
