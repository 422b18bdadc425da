// Embedding of the tokens, and losses of the scored rows.
#include "common.cuh"

// Element type of the logits: float, or bf16 in training with bf16 products.
#ifndef T_LOGIT
#define T_LOGIT float
#endif

// x[row] = e[token of row]; grid: rows.
extern "C" __global__ void embed(const int* __restrict__ tokens, const float* __restrict__ e, float* __restrict__ x,
                                 int width) {
    size_t row = blockIdx.x;
    const float* from = e + (size_t) tokens[row] * width;
    for (int c = threadIdx.x; c < width; c += blockDim.x) x[row * width + c] = from[c];
}

// Gradient of the embedding in two stages. Rows are ordered by token and cut into segments of one token each; segment i
// has rows order[start[i]] to order[start[i + 1] - 1]. partial: [segments, width]. grid: most segments.
extern "C" __global__ void embed_segments(const float* __restrict__ dx, const int* __restrict__ order,
                                          const int* __restrict__ start, const int* __restrict__ segments,
                                          float* __restrict__ partial, int width) {
    int i = blockIdx.x;
    if (i >= *segments) return;
    int from = start[i], to = start[i + 1];
    for (int c = threadIdx.x; c < width; c += blockDim.x) {
        float sum = 0.f;
#pragma unroll 8
        for (int j = from; j < to; j++) sum += dx[(size_t) order[j] * width + c];
        partial[(size_t) i * width + c] = sum;
    }
}

// Adds the segments of each token that occurs: number i is token[i] with segments first[i] to first[i + 1] - 1. grid:
// most tokens.
extern "C" __global__ void embed_tokens(const float* __restrict__ partial, const int* __restrict__ token,
                                        const int* __restrict__ first, const int* __restrict__ tokens,
                                        float* __restrict__ de, int width) {
    int i = blockIdx.x;
    if (i >= *tokens) return;
    for (int c = threadIdx.x; c < width; c += blockDim.x) {
        float sum = 0.f;
#pragma unroll 4
        for (int j = first[i]; j < first[i + 1]; j++) sum += partial[(size_t) j * width + c];
        de[(size_t) token[i] * width + c] += sum;
    }
}

struct Best { float value; int index; };

// Of equal values the smallest index.
__device__ __forceinline__ Best better(Best a, Best b) {
    return b.value > a.value || (b.value == a.value && b.index < a.index) ? b : a;
}

// Largest element of a row and its index, and the sum of exp(element - largest); known to all threads. 256 threads.
__device__ __forceinline__ Best row_statistics(const T_LOGIT* __restrict__ row, int vocabulary, float* total) {
    __shared__ float values[8], sums[8];
    __shared__ int indices[8];
    Best best = {-__int_as_float(0x7f800000), 0x7fffffff};
    float sum = 0.f;
    for (int c = threadIdx.x; c < vocabulary; c += 256) {
        float v = to_float(row[c]);
        if (v > best.value || best.index == 0x7fffffff) {
            sum = sum * (best.index == 0x7fffffff ? 0.f : expf(best.value - v)) + 1.f;
            best = {v, c};
        } else {
            sum += expf(v - best.value);
        }
    }
#pragma unroll
    for (int o = 16; o > 0; o >>= 1) {
        Best other = {__shfl_xor_sync(0xffffffffu, best.value, o), __shfl_xor_sync(0xffffffffu, best.index, o)};
        float s = __shfl_xor_sync(0xffffffffu, sum, o);
        Best b = better(best, other);
        // a part without elements has the sum 0, and its largest is minus infinity
        sum = (sum == 0.f ? 0.f : sum * expf(best.value - b.value)) + (s == 0.f ? 0.f : s * expf(other.value - b.value));
        best = b;
    }
    if ((threadIdx.x & 31) == 0) {
        values[threadIdx.x >> 5] = best.value;
        indices[threadIdx.x >> 5] = best.index;
        sums[threadIdx.x >> 5] = sum;
    }
    __syncthreads();
    best = {values[0], indices[0]};
    for (int i = 1; i < 8; i++) best = better(best, {values[i], indices[i]});
    sum = 0.f;
    for (int i = 0; i < 8; i++) sum += sums[i] == 0.f ? 0.f : sums[i] * expf(values[i] - best.value);
    *total = sum;
    return best;
}

// Losses of rows, and in place of the logits their gradient times *scale. grid: rows; 256 threads. Row first + i has
// the target of that number; rows from *count on have loss and gradient 0.
extern "C" __global__ void loss_gradient(T_LOGIT* logits, int ld, int vocabulary, const int* __restrict__ targets,
                                         const int* __restrict__ count, const float* __restrict__ scale, int first,
                                         float* __restrict__ losses) {
    T_LOGIT* row = logits + (size_t) blockIdx.x * ld;
    int number = first + blockIdx.x;
    if (number >= *count) {
        for (int c = threadIdx.x; c < vocabulary; c += 256) row[c] = from_float<T_LOGIT>(0.f);
        if (threadIdx.x == 0) losses[number] = 0.f;
        return;
    }
    int target = targets[number];
    float wanted = to_float(row[target]), sum;
    Best best = row_statistics(row, vocabulary, &sum);
    float s = *scale, k = s / sum;
    for (int c = threadIdx.x; c < vocabulary; c += 256) {
        float p = k * expf(to_float(row[c]) - best.value);
        row[c] = from_float<T_LOGIT>(c == target ? p - s : p);
    }
    if (threadIdx.x == 0) losses[number] = logf(sum) + (best.value - wanted);
}

// Losses of rows, and the most likely token of each. grid: rows; 256 threads.
extern "C" __global__ void loss_only(const T_LOGIT* __restrict__ logits, int ld, int vocabulary,
                                     const int* __restrict__ targets, int first, float* __restrict__ losses,
                                     int* __restrict__ likely) {
    const T_LOGIT* row = logits + (size_t) blockIdx.x * ld;
    int number = first + blockIdx.x;
    float sum;
    Best best = row_statistics(row, vocabulary, &sum);
    if (threadIdx.x == 0) {
        if (targets != nullptr) losses[number] = logf(sum) + (best.value - to_float(row[targets[number]]));
        likely[number] = best.index;
    }
}
