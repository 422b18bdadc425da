package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.Gpu;
import java.util.ArrayList;
import java.util.List;

/** One kernel, or a few that belong together, beside a plain twin in double precision. */
public interface KernelCheck {

    /** @return the distances; throws where one exceeds its limit */
    String run(Gpu gpu, Arithmetic arithmetic);

    /** All of them; {@code toString} names each. */
    static List<KernelCheck> all() {
        List<KernelCheck> all = new ArrayList<>(SsdCheck.ALL);
        all.addAll(NormCheck.ALL);
        all.addAll(ConvolutionCheck.ALL);
        all.addAll(HeadCheck.ALL);
        all.addAll(EmbeddingCheck.ALL);
        all.addAll(StateNoiseCheck.ALL);
        all.add(new AdamWCheck());
        return all;
    }
}
