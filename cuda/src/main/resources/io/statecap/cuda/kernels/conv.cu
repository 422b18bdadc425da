// Depthwise causal convolution over x | B | C with bias, then SiLU. The input u is a range of columns of proj; before
// a sequence come TAPS - 1 rows of history, float32 [sequences, TAPS - 1, channels], or zeros.
#include "common.cuh"

#ifndef TAPS
#define TAPS 4
#endif
// Neighbouring channels of a thread: 4, 2 or 1; all offsets are multiples of it.
#ifndef VEC
#define VEC 2
#endif
#define PAST (TAPS > 1 ? TAPS - 1 : 1)

// Input of position t of a sequence, which may be before its start.
__device__ __forceinline__ void input(const T_ACT* __restrict__ u, int ld, const float* __restrict__ history,
                                      int channels, int sequence, int length, int t, int c, float* to) {
    if (t >= 0) {
        load<VEC>(u + ((size_t) sequence * length + t) * ld + c, to);
    } else if (history != nullptr) {
        load<VEC>(history + ((size_t) sequence * (TAPS - 1) + TAPS - 1 + t) * channels + c, to);
    } else {
#pragma unroll
        for (int v = 0; v < VEC; v++) to[v] = 0.f;
    }
}

__device__ __forceinline__ void taps(const float* __restrict__ w, const float* __restrict__ b, int c,
                                     float (*weight)[VEC], float* bias) {
#pragma unroll
    for (int v = 0; v < VEC; v++) {
        bias[v] = b[c + v];
#pragma unroll
        for (int k = 0; k < TAPS; k++) weight[k][v] = w[(c + v) * TAPS + k];
    }
}

// grid: (tiles of all sequences, channels); a thread walks along tile positions.
extern "C" __global__ void conv_forward(const T_ACT* __restrict__ u, int ld, const float* __restrict__ w,
                                        const float* __restrict__ b, const float* __restrict__ history,
                                        T_ACT* __restrict__ y, int length, int channels, int tile) {
    int c = (blockIdx.y * blockDim.x + threadIdx.x) * VEC;
    if (c >= channels) return;
    int tiles = (length + tile - 1) / tile;
    int sequence = blockIdx.x / tiles, from = blockIdx.x % tiles * tile, to = min(length, from + tile);
    float weight[TAPS][VEC], bias[VEC], window[TAPS][VEC];
    taps(w, b, c, weight, bias);
#pragma unroll
    for (int k = 0; k < TAPS - 1; k++) {
        input(u, ld, history, channels, sequence, length, from - TAPS + 1 + k, c, window[k + 1]);
    }
#pragma unroll 4
    for (int t = from; t < to; t++) {
#pragma unroll
        for (int k = 0; k + 1 < TAPS; k++) {
#pragma unroll
            for (int v = 0; v < VEC; v++) window[k][v] = window[k + 1][v];
        }
        load<VEC>(u + ((size_t) sequence * length + t) * ld + c, window[TAPS - 1]);
        float out[VEC];
#pragma unroll
        for (int v = 0; v < VEC; v++) {
            float a = bias[v];
#pragma unroll
            for (int k = 0; k < TAPS; k++) a += weight[k][v] * window[k][v];
            out[v] = a * sigmoid(a);
        }
        store<VEC>(y + ((size_t) sequence * length + t) * channels + c, out);
    }
}

// The last TAPS - 1 inputs, of the history before where the piece is shorter. grid: (sequences, channels). last may be
// history: a thread reads all before it writes.
extern "C" __global__ void conv_history(const T_ACT* __restrict__ u, int ld, const float* history, float* last,
                                        int length, int channels) {
    int c = (blockIdx.y * blockDim.x + threadIdx.x) * VEC;
    if (c >= channels) return;
    int sequence = blockIdx.x;
    float kept[PAST][VEC];
#pragma unroll
    for (int k = 0; k < TAPS - 1; k++) {
        input(u, ld, history, channels, sequence, length, length - TAPS + 1 + k, c, kept[k]);
    }
#pragma unroll
    for (int k = 0; k < TAPS - 1; k++) {
        store<VEC>(last + ((size_t) sequence * (TAPS - 1) + k) * channels + c, kept[k]);
    }
}

// From the gradient dy of y to that of u. partial: [gridDim.x, TAPS + 1, channels], for the gradients of w and b.
extern "C" __global__ void conv_backward(const T_ACT* __restrict__ dy, const T_ACT* __restrict__ u, int ld,
                                         const float* __restrict__ w, const float* __restrict__ b,
                                         const float* __restrict__ history, T_ACT* __restrict__ du,
                                         float* __restrict__ partial, int length, int channels, int tile) {
    int c = (blockIdx.y * blockDim.x + threadIdx.x) * VEC;
    if (c >= channels) return;
    int tiles = (length + tile - 1) / tile;
    int sequence = blockIdx.x / tiles, from = blockIdx.x % tiles * tile, to = min(length, from + tile);
    float weight[TAPS][VEC], bias[VEC], window[TAPS][VEC], g[TAPS][VEC] = {}, dw[TAPS][VEC] = {}, db[VEC] = {};
    taps(w, b, c, weight, bias);
#pragma unroll
    for (int k = 0; k < TAPS - 1; k++) {
        input(u, ld, history, channels, sequence, length, from - TAPS + 1 + k, c, window[k + 1]);
    }
    // g[k]: gradient before SiLU of position t - TAPS + 1 + k; it is needed up to TAPS - 1 positions after the tile
#pragma unroll 2
    for (int t = from; t < to + TAPS - 1; t++) {
#pragma unroll
        for (int k = 0; k + 1 < TAPS; k++) {
#pragma unroll
            for (int v = 0; v < VEC; v++) {
                window[k][v] = window[k + 1][v];
                g[k][v] = g[k + 1][v];
            }
        }
        if (t < length) {
            float d[VEC];
            load<VEC>(u + ((size_t) sequence * length + t) * ld + c, window[TAPS - 1]);
            load<VEC>(dy + ((size_t) sequence * length + t) * channels + c, d);
#pragma unroll
            for (int v = 0; v < VEC; v++) {
                float a = bias[v];
#pragma unroll
                for (int k = 0; k < TAPS; k++) a += weight[k][v] * window[k][v];
                float s = sigmoid(a);
                g[TAPS - 1][v] = d[v] * (s + a * s * (1.f - s));
            }
        } else {
#pragma unroll
            for (int v = 0; v < VEC; v++) g[TAPS - 1][v] = 0.f;
        }
        if (t < to) {
#pragma unroll
            for (int v = 0; v < VEC; v++) {
                db[v] += g[TAPS - 1][v];
#pragma unroll
                for (int k = 0; k < TAPS; k++) dw[k][v] += g[TAPS - 1][v] * window[k][v];
            }
        }
        int s = t - TAPS + 1;
        if (s >= from) {
            float d[VEC] = {};
#pragma unroll
            for (int k = 0; k < TAPS; k++) {
#pragma unroll
                for (int v = 0; v < VEC; v++) d[v] += weight[k][v] * g[TAPS - 1 - k][v];
            }
            store<VEC>(du + ((size_t) sequence * length + s) * ld + c, d);
        }
    }
    float* out = partial + (size_t) blockIdx.x * (TAPS + 1) * channels + c;
#pragma unroll
    for (int k = 0; k < TAPS; k++) store<VEC>(out + (size_t) k * channels, dw[k]);
    store<VEC>(out + (size_t) TAPS * channels, db);
}
