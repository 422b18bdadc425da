// Embedding of the tokens, and losses of the scored rows.
#include "common.cuh"

// Element type of the logits: float; with bf16 products bf16 in training, fp16 in reading.
#ifndef T_LOGIT
#define T_LOGIT float
#endif

// x[row] = e[token of row]; a warp a row.
extern "C" __global__ void embed(const int* __restrict__ tokens, const float* __restrict__ e, float* __restrict__ x,
                                 int width, int rows) {
    int row = blockIdx.x * (blockDim.x / 32) + threadIdx.x / 32;
    if (row >= rows) return;
    const float* from = e + (size_t) tokens[row] * width;
    float* to = x + (size_t) row * width;
    if (width % 4 == 0) {
#pragma unroll 4
        for (int c = threadIdx.x % 32 * 4; c < width; c += 128) {
            float v[4];
            load<4>(from + c, v);
            store<4>(to + c, v);
        }
    } else {
        for (int c = threadIdx.x % 32; c < width; c += 32) to[c] = from[c];
    }
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

#define THREADS 256
// Elements that a thread takes at once; rows begin at multiples of 16 bytes and are padded to 8 elements.
#define VEC (16 / (int) sizeof(T_LOGIT))
#define LOWEST (-__int_as_float(0x7f800000))

// Rounding of logits of 16 bits is coarser by far than that of the fast exponential.
__device__ __forceinline__ float exponential(float v) { return sizeof(T_LOGIT) == 2 ? __expf(v) : expf(v); }

// The largest of some numbers, its index, the smallest of equal ones, and the sum of exp(number - largest).
struct Sum { float largest, sum; int index; };

// The numbers of both; an empty part has the sum 0 and the largest minus infinity.
__device__ __forceinline__ Sum join(Sum a, Sum b) {
    bool second = b.largest > a.largest || (b.largest == a.largest && b.index < a.index);
    float largest = second ? b.largest : a.largest;
    float sa = a.sum == 0.f ? 0.f : a.sum * exponential(a.largest - largest);
    float sb = b.sum == 0.f ? 0.f : b.sum * exponential(b.largest - largest);
    return {largest, sa + sb, second ? b.index : a.index};
}

// Over a row, known to all threads.
__device__ __forceinline__ Sum sum_row(const T_LOGIT* __restrict__ row, int vocabulary) {
    __shared__ Sum parts[THREADS / 32];
    Sum own = {LOWEST, 0.f, 0x7fffffff};
    for (int c = threadIdx.x * VEC; c < vocabulary; c += THREADS * VEC) {
        float v[VEC];
        load<VEC>(row + c, v);
        if (c + VEC > vocabulary) {
#pragma unroll
            for (int i = 0; i < VEC; i++) v[i] = c + i < vocabulary ? v[i] : LOWEST;
        }
        float largest = own.largest;
#pragma unroll
        for (int i = 0; i < VEC; i++) largest = fmaxf(largest, v[i]);
        int index = own.index;
        if (largest > own.largest || index == 0x7fffffff) {
            // The smallest of equal ones; the first where none is a number.
            index = c;
#pragma unroll
            for (int i = VEC - 1; i >= 0; i--) index = v[i] == largest ? c + i : index;
        }
        float sum = own.sum == 0.f ? 0.f : own.sum * exponential(own.largest - largest);
#pragma unroll
        for (int i = 0; i < VEC; i++) sum += exponential(v[i] - largest);
        own = {largest, sum, index};
    }
#pragma unroll
    for (int o = 16; o > 0; o >>= 1) {
        own = join(own, {__shfl_xor_sync(0xffffffffu, own.largest, o), __shfl_xor_sync(0xffffffffu, own.sum, o),
                         __shfl_xor_sync(0xffffffffu, own.index, o)});
    }
    if ((threadIdx.x & 31) == 0) parts[threadIdx.x >> 5] = own;
    __syncthreads();
    own = parts[0];
    for (int i = 1; i < THREADS / 32; i++) own = join(own, parts[i]);
    return own;
}

// Losses of rows, and in place of the logits their gradient times *scale. grid: rows; 256 threads. Row first + i has
// the target of that number; rows from *count on have loss and gradient 0.
extern "C" __global__ void loss_gradient(T_LOGIT* logits, int ld, int vocabulary, const int* __restrict__ targets,
                                         const int* __restrict__ count, const float* __restrict__ scale, int first,
                                         float* __restrict__ losses) {
    T_LOGIT* row = logits + (size_t) blockIdx.x * ld;
    int number = first + blockIdx.x;
    bool counts = number < *count;
    int target = counts ? targets[number] : 0;
    float wanted = to_float(row[target]), s = counts ? *scale : 0.f;
    Sum sum = {0.f, 1.f, 0};
    if (counts) sum = sum_row(row, vocabulary);
    float k = s / sum.sum;
    for (int c = threadIdx.x * VEC; c < vocabulary; c += THREADS * VEC) {
        float v[VEC];
        load<VEC>(row + c, v);
#pragma unroll
        for (int i = 0; i < VEC; i++) {
            v[i] = counts ? k * exponential(v[i] - sum.largest) - (c + i == target ? s : 0.f) : 0.f;
        }
        store<VEC>(row + c, v);
    }
    if (threadIdx.x == 0) losses[number] = counts ? logf(sum.sum) + (sum.largest - wanted) : 0.f;
}

// Losses of rows, and the most likely token of each. grid: rows; 256 threads. targets may be null.
extern "C" __global__ void loss_only(const T_LOGIT* __restrict__ logits, int ld, int vocabulary,
                                     const int* __restrict__ targets, int first, float* __restrict__ losses,
                                     int* __restrict__ likely) {
    const T_LOGIT* row = logits + (size_t) blockIdx.x * ld;
    int number = first + blockIdx.x;
    Sum sum = sum_row(row, vocabulary);
    if (threadIdx.x == 0) {
        if (targets != nullptr) losses[number] = logf(sum.sum) + (sum.largest - to_float(row[targets[number]]));
        likely[number] = sum.index;
    }
}
