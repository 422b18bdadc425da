// Norms over rows of WIDTH elements, a group of GROUP threads a row. A block of more than one warp a row is one group;
// otherwise each of its warps takes rows of its own.
#include "common.cuh"

#ifndef WIDTH
#define WIDTH 256
#endif
#ifndef GROUP
#define GROUP 32
#endif
#define VEC (WIDTH % 4 == 0 ? 4 : 1)
#define PARTS ((WIDTH + GROUP * VEC - 1) / (GROUP * VEC))

// The sum of a row, known to all threads of its group, in an order that does not change.
__device__ __forceinline__ float group_sum(float v) {
    v = warp_sum(v);
#if GROUP > 32
    __shared__ float part[GROUP / 32];
    __syncthreads();
    if ((threadIdx.x & 31) == 0) part[threadIdx.x >> 5] = v;
    __syncthreads();
    v = 0.f;
#pragma unroll
    for (int i = 0; i < GROUP / 32; i++) v += part[i];
#endif
    return v;
}

__device__ __forceinline__ int column(int part) { return (part * GROUP + threadIdx.x % GROUP) * VEC; }

// Sums over rows that the threads of a block hold, to partial[blockIdx.x, WIDTH]; groups in their order.
__device__ __forceinline__ void write_partial(const float (*sum)[VEC], float* partial) {
    __shared__ float all[WIDTH];
    int group = threadIdx.x / GROUP;
    for (int g = 0; g < blockDim.x / GROUP; g++) {
        __syncthreads();
        if (g == group) {
#pragma unroll
            for (int i = 0; i < PARTS; i++) {
                int c = column(i);
                if (c < WIDTH) {
#pragma unroll
                    for (int v = 0; v < VEC; v++) all[c + v] = (g == 0 ? 0.f : all[c + v]) + sum[i][v];
                }
            }
        }
    }
    __syncthreads();
    for (int c = threadIdx.x; c < WIDTH; c += blockDim.x) partial[(size_t) blockIdx.x * WIDTH + c] = all[c];
}

// y = x * r * w with r = (mean(x^2) + eps)^-1/2. Row i is read from row index[i], if there is an index, which has
// *count members; rows after it are written as zeros. copy, if given, receives x.
extern "C" __global__ void rms_forward(const float* __restrict__ x, const float* __restrict__ w, T_ACT* __restrict__ y,
                                       float* __restrict__ inverse, float* __restrict__ copy,
                                       const int* __restrict__ index, const int* __restrict__ count, int rows,
                                       float eps) {
    int row = blockIdx.x * (blockDim.x / GROUP) + threadIdx.x / GROUP;
    if (row >= rows) return;
    bool there = index == nullptr || row < *count;
    const float* from = x + (size_t) (index == nullptr ? row : there ? index[row] : 0) * WIDTH;
    float e[PARTS][VEC], sum = 0.f;
#pragma unroll
    for (int i = 0; i < PARTS; i++) {
        int c = column(i);
        if (c < WIDTH) {
            load<VEC>(from + c, e[i]);
#pragma unroll
            for (int v = 0; v < VEC; v++) sum += e[i][v] * e[i][v];
        }
    }
    float r = there ? rsqrtf(group_sum(sum) / WIDTH + eps) : 0.f;
    if (threadIdx.x % GROUP == 0) inverse[row] = r;
#pragma unroll
    for (int i = 0; i < PARTS; i++) {
        int c = column(i);
        if (c < WIDTH) {
            float gain[VEC];
            if (copy != nullptr) store<VEC>(copy + (size_t) row * WIDTH + c, e[i]);
            load<VEC>(w + c, gain);
#pragma unroll
            for (int v = 0; v < VEC; v++) e[i][v] *= r * gain[v];
            store<VEC>(y + (size_t) row * WIDTH + c, e[i]);
        }
    }
}

// Adds the gradient of x to dx and copies the sum to dx16, from the gradient g of y. With an index as in the forward
// pass; g's rows after *count are not read. partial: [gridDim.x, WIDTH], for the gradient of w.
extern "C" __global__ void rms_backward(const T_ACT* __restrict__ g, const float* __restrict__ x,
                                        const float* __restrict__ w, const float* __restrict__ inverse,
                                        const int* __restrict__ index, const int* __restrict__ count,
                                        float* __restrict__ dx, T_ACT* __restrict__ dx16, float* __restrict__ partial,
                                        int rows) {
    int groups = blockDim.x / GROUP;
    float dw[PARTS][VEC] = {};
    int last = index == nullptr ? rows : min(rows, *count);
    for (int i0 = blockIdx.x * groups + threadIdx.x / GROUP; i0 < last; i0 += gridDim.x * groups) {
        size_t at = (size_t) (index == nullptr ? i0 : index[i0]) * WIDTH;
        float r = inverse[i0], xs[PARTS][VEC], gs[PARTS][VEC], sum = 0.f;
#pragma unroll
        for (int i = 0; i < PARTS; i++) {
            int c = column(i);
            if (c < WIDTH) {
                float gain[VEC];
                load<VEC>(x + at + c, xs[i]);
                load<VEC>(g + (size_t) i0 * WIDTH + c, gs[i]);
                load<VEC>(w + c, gain);
#pragma unroll
                for (int v = 0; v < VEC; v++) {
                    dw[i][v] += gs[i][v] * xs[i][v] * r;
                    gs[i][v] *= gain[v];
                    sum += gs[i][v] * xs[i][v];
                }
            }
        }
        float k = r * r * r * group_sum(sum) / WIDTH;
#pragma unroll
        for (int i = 0; i < PARTS; i++) {
            int c = column(i);
            if (c < WIDTH) {
                float d[VEC];
                load<VEC>(dx + at + c, d);
#pragma unroll
                for (int v = 0; v < VEC; v++) d[v] += r * gs[i][v] - k * xs[i][v];
                store<VEC>(dx + at + c, d);
                if (dx16 != nullptr) store<VEC>(dx16 + at + c, d);
            }
        }
    }
    write_partial(dw, partial);
}

// o = RMSNorm_w(y * silu(z)); y holds the skip already. z: the first columns of proj, whose rows are ld apart.
extern "C" __global__ void gated_forward(const T_ACT* __restrict__ y, const T_ACT* __restrict__ proj, int ld,
                                         const float* __restrict__ w, T_ACT* __restrict__ o,
                                         float* __restrict__ inverse, int rows, float eps) {
    int row = blockIdx.x * (blockDim.x / GROUP) + threadIdx.x / GROUP;
    if (row >= rows) return;
    float e[PARTS][VEC], sum = 0.f;
#pragma unroll
    for (int i = 0; i < PARTS; i++) {
        int c = column(i);
        if (c < WIDTH) {
            float z[VEC];
            load<VEC>(y + (size_t) row * WIDTH + c, e[i]);
            load<VEC>(proj + (size_t) row * ld + c, z);
#pragma unroll
            for (int v = 0; v < VEC; v++) {
                e[i][v] *= z[v] * sigmoid(z[v]);
                sum += e[i][v] * e[i][v];
            }
        }
    }
    float r = rsqrtf(group_sum(sum) / WIDTH + eps);
    if (threadIdx.x % GROUP == 0) inverse[row] = r;
#pragma unroll
    for (int i = 0; i < PARTS; i++) {
        int c = column(i);
        if (c < WIDTH) {
            float gain[VEC];
            load<VEC>(w + c, gain);
#pragma unroll
            for (int v = 0; v < VEC; v++) e[i][v] *= r * gain[v];
            store<VEC>(o + (size_t) row * WIDTH + c, e[i]);
        }
    }
}

// From the gradient g of o to those of y (which is also that of the sum with the skip) and of z, in dProj's first
// columns. partial: [gridDim.x, WIDTH], for the gradient of w.
extern "C" __global__ void gated_backward(const T_ACT* __restrict__ g, const T_ACT* __restrict__ y,
                                          const T_ACT* __restrict__ proj, int ld, const float* __restrict__ w,
                                          const float* __restrict__ inverse, T_ACT* __restrict__ dy,
                                          T_ACT* __restrict__ dProj, float* __restrict__ partial, int rows) {
    int groups = blockDim.x / GROUP;
    float dw[PARTS][VEC] = {};
    for (int row = blockIdx.x * groups + threadIdx.x / GROUP; row < rows; row += gridDim.x * groups) {
        float r = inverse[row], ys[PARTS][VEC], zs[PARTS][VEC], gs[PARTS][VEC], sum = 0.f;
#pragma unroll
        for (int i = 0; i < PARTS; i++) {
            int c = column(i);
            if (c < WIDTH) {
                float gain[VEC];
                load<VEC>(y + (size_t) row * WIDTH + c, ys[i]);
                load<VEC>(proj + (size_t) row * ld + c, zs[i]);
                load<VEC>(g + (size_t) row * WIDTH + c, gs[i]);
                load<VEC>(w + c, gain);
#pragma unroll
                for (int v = 0; v < VEC; v++) {
                    float u = ys[i][v] * zs[i][v] * sigmoid(zs[i][v]);
                    dw[i][v] += gs[i][v] * u * r;
                    gs[i][v] *= gain[v];
                    sum += gs[i][v] * u;
                }
            }
        }
        float k = r * r * r * group_sum(sum) / WIDTH;
#pragma unroll
        for (int i = 0; i < PARTS; i++) {
            int c = column(i);
            if (c < WIDTH) {
                float a[VEC], b[VEC];
#pragma unroll
                for (int v = 0; v < VEC; v++) {
                    float z = zs[i][v], s = sigmoid(z), silu = z * s;
                    float d = r * gs[i][v] - k * ys[i][v] * silu;
                    a[v] = d * silu;
                    b[v] = d * ys[i][v] * (s + silu * (1.f - s));
                }
                store<VEC>(dy + (size_t) row * WIDTH + c, a);
                store<VEC>(dProj + (size_t) row * ld + c, b);
            }
        }
    }
    write_partial(dw, partial);
}
