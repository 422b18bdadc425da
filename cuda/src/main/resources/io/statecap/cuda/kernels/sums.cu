// Second stages of sums over rows, in an order that does not change.
#include "common.cuh"

// Sum of a column of partial [count, columns]; block (32, 8) as 256 threads: 32 columns, 8 shares of the rows.
__device__ __forceinline__ float column_sum(const float* __restrict__ partial, int count, int columns) {
    __shared__ float shares[8][33];
    int lane = threadIdx.x & 31, share = threadIdx.x >> 5, c = blockIdx.x * 32 + lane;
    float sum = 0.f;
    if (c < columns) {
#pragma unroll 8
        for (int i = share; i < count; i += 8) sum += partial[(size_t) i * columns + c];
    }
    shares[share][lane] = sum;
    __syncthreads();
    sum = 0.f;
#pragma unroll
    for (int s = 0; s < 8; s++) sum += shares[s][lane];
    return sum;
}

// out[c] += the sum of column c.
extern "C" __global__ void add_columns(const float* __restrict__ partial, int count, int columns, float* out) {
    float sum = column_sum(partial, count, columns);
    int c = blockIdx.x * 32 + threadIdx.x;
    if (threadIdx.x < 32 && c < columns) out[c] += sum;
}

// partial [count, taps + 1, channels], to the gradients of the convolution's weights [channels, taps] and bias.
extern "C" __global__ void add_taps(const float* __restrict__ partial, int count, int taps, int channels, float* dw,
                                    float* db) {
    int columns = (taps + 1) * channels;
    float sum = column_sum(partial, count, columns);
    int i = blockIdx.x * 32 + threadIdx.x;
    if (threadIdx.x < 32 && i < columns) {
        int k = i / channels, c = i % channels;
        if (k < taps) dw[c * taps + k] += sum; else db[c] += sum;
    }
}
