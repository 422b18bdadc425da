package io.statecap.benchmarks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What was measured at one shape; the peer's fields are null without PyTorch.
 *
 * @param shape                dModel, layers, dState, headDim, vocabulary, length, batch tokens
 * @param tokensPerSecond      of the best training step
 * @param medianTokensPerSecond of the step in the middle
 * @param allocatedBytes       heap that a step takes from the garbage collector, in the main thread
 * @param shareOfLimit         model FLOPs per second of the best step over the {@code sgemm} rate of as many threads
 * @param shareOfCeiling       the same over what as many threads of the machine can do
 * @param torchTokensPerSecond of PyTorch's best step
 * @param ratioToTorch         of the two best steps
 */
@JsonPropertyOrder({"shape", "tokens_per_second", "share_of_limit", "share_of_ceiling", "torch_version",
        "torch_tokens_per_second", "ratio_to_torch"})
record StepResult(@JsonProperty("shape") String shape,
                  @JsonProperty("tokens_per_second") double tokensPerSecond,
                  @JsonIgnore double medianTokensPerSecond,
                  @JsonIgnore long allocatedBytes,
                  @JsonProperty("share_of_limit") double shareOfLimit,
                  @JsonProperty("share_of_ceiling") double shareOfCeiling,
                  @JsonProperty("torch_version") String torchVersion,
                  @JsonProperty("torch_tokens_per_second") Double torchTokensPerSecond,
                  @JsonProperty("ratio_to_torch") Double ratioToTorch) {}
