package io.statecap.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;

/**
 * All that {@code benchmarks/run} measured, as JSON or as text.
 *
 * @param vectorBits    width of the kernels' vectors
 * @param ceilingGflops what one thread of the machine can do at that width, 10⁹ FLOP/s
 * @param sgemmGflops   one thread's BLAS
 * @param kernelsGflops the same product by this project's kernels
 * @param threads       threads of each training and of the peer
 */
@JsonPropertyOrder({"machine", "jdk", "commit", "vector_bits", "ceiling_gflops", "sgemm_gflops", "shapes"})
record StepReport(@JsonProperty("machine") String machine,
                  @JsonProperty("jdk") String jdk,
                  @JsonProperty("commit") String commit,
                  @JsonProperty("vector_bits") int vectorBits,
                  @JsonProperty("ceiling_gflops") double ceilingGflops,
                  @JsonProperty("sgemm_gflops") double sgemmGflops,
                  @JsonIgnore double kernelsGflops,
                  @JsonIgnore int threads,
                  @JsonProperty("shapes") List<StepResult> shapes) {

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%s%n%s, commit %s, %d thread(s)%n", machine, jdk, commit, threads));
        text.append(String.format(Locale.ROOT,
                "vectors of %d bits; one thread: the machine %.1f GFLOP/s, sgemm 1024^3 %.1f by the BLAS and %.1f by "
                        + "this project's kernels%n%n", vectorBits, ceilingGflops, sgemmGflops, kernelsGflops));
        text.append(String.format(Locale.ROOT, "%-28s %9s %9s %8s %10s %10s %10s %7s  %s%n", "shape", "tokens/s",
                "median", "of sgemm", "of machine", "garbage", "PyTorch", "ratio", "version"));
        for (StepResult shape : shapes) {
            text.append(String.format(Locale.ROOT, "%-28s %9.0f %9.0f %7.1f%% %9.1f%% %6d KiB", shape.shape(),
                    shape.tokensPerSecond(), shape.medianTokensPerSecond(), 100 * shape.shareOfLimit(),
                    100 * shape.shareOfCeiling(), shape.allocatedBytes() >> 10));
            text.append(shape.torchVersion() == null ? String.format("%11s %7s  %s%n", "-", "-", "-")
                    : String.format(Locale.ROOT, " %10.0f %7.2f  %s%n", shape.torchTokensPerSecond(),
                            shape.ratioToTorch(), shape.torchVersion()));
        }
        return text.toString();
    }
}
