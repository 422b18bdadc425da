package io.statecap.cuda.driver;

import java.util.List;
import java.util.Map;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** NVRTC: CUDA C++ to machine code of one architecture. It needs no GPU. */
public final class Compiler {

    Compiler() {}

    private static void check(String call, int code) {
        if (code != 0) {
            throw new CudaException(call, code, nvrtc.nvrtcGetErrorString(code).getString());
        }
    }

    /**
     * What to compile.
     *
     * @param name    of the source, for messages
     * @param headers texts that the source may include, by their names
     * @param options as nvcc's
     */
    public record Request(String name, String source, Map<String, String> headers, List<String> options) {}

    /** As {@code 13.0}. */
    public String version() {
        int[] major = new int[1];
        int[] minor = new int[1];
        check("nvrtcVersion", nvrtc.nvrtcVersion(major, minor));
        return major[0] + "." + minor[0];
    }

    /**
     * Compiles one source.
     *
     * @return a cubin
     * @throws CudaException with the compiler's messages
     */
    public byte[] compile(Request request) {
        _nvrtcProgram program = new _nvrtcProgram();
        String[] names = request.headers().keySet().toArray(String[]::new);
        String[] texts = request.headers().values().toArray(String[]::new);
        try (BytePointer text = new BytePointer(request.source());
             BytePointer file = new BytePointer(request.name());
             PointerPointer<BytePointer> headerTexts = new PointerPointer<>(texts);
             PointerPointer<BytePointer> headerNames = new PointerPointer<>(names);
             PointerPointer<BytePointer> arguments = new PointerPointer<>(request.options().toArray(String[]::new));
             SizeTPointer size = new SizeTPointer(1)) {
            check("nvrtcCreateProgram",
                    nvrtc.nvrtcCreateProgram(program, text, file, names.length, headerTexts, headerNames));
            try {
                int code = nvrtc.nvrtcCompileProgram(program, request.options().size(), arguments);
                if (code != 0) {
                    check("nvrtcGetProgramLogSize", nvrtc.nvrtcGetProgramLogSize(program, size));
                    try (BytePointer log = new BytePointer(size.get() + 1)) {
                        check("nvrtcGetProgramLog", nvrtc.nvrtcGetProgramLog(program, log));
                        throw new CudaException("nvrtcCompileProgram of " + request.name(), code, log.getString());
                    }
                }
                check("nvrtcGetCUBINSize", nvrtc.nvrtcGetCUBINSize(program, size));
                byte[] image = new byte[(int) size.get()];
                check("nvrtcGetCUBIN", nvrtc.nvrtcGetCUBIN(program, image));
                return image;
            } finally {
                check("nvrtcDestroyProgram", nvrtc.nvrtcDestroyProgram(program));
            }
        }
    }
}
