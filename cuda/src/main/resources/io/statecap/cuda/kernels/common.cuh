// Shared by all kernels. No other header: NVRTC finds none on a machine without a toolkit.
#pragma once

// A number of 16 bits with float32's exponent. Arithmetic is done in float32.
struct bf16 { unsigned short bits; };

// A number of 16 bits with 10 of them after the leading one, up to 65 504.
struct fp16 { unsigned short bits; };

// Element type of stored operands of matrix products and of y: float or bf16; fp16 for the head in reading.
#ifndef T_ACT
#define T_ACT float
#endif

__device__ __forceinline__ float to_float(float v) { return v; }
__device__ __forceinline__ float to_float(bf16 v) { return __uint_as_float((unsigned) v.bits << 16); }
__device__ __forceinline__ float to_float(fp16 v) {
    float r;
    asm("cvt.f32.f16 %0, %1;" : "=f"(r) : "h"(v.bits));
    return r;
}

// To the nearest, ties to even.
template <typename T> __device__ __forceinline__ T from_float(float v);
template <> __device__ __forceinline__ float from_float<float>(float v) { return v; }
template <> __device__ __forceinline__ bf16 from_float<bf16>(float v) {
    bf16 r;
    asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(r.bits) : "f"(v));
    return r;
}
template <> __device__ __forceinline__ fp16 from_float<fp16>(float v) {
    fp16 r;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(r.bits) : "f"(v));
    return r;
}

// With bf16 operands one instruction of 11 bits, which is finer than they are; else float32.
__device__ __forceinline__ float sigmoid(float x) {
    if (sizeof(T_ACT) == 2) {
        float t;
        asm("tanh.approx.f32 %0, %1;" : "=f"(t) : "f"(0.5f * x));
        return fmaf(0.5f, t, 0.5f);
    }
    return __fdividef(1.f, 1.f + expf(-x));
}

// V neighbouring elements at once; the address is a multiple of their size.
template <typename T, int V> struct alignas(sizeof(T) * V) Pack { T v[V]; };

template <int V, typename T> __device__ __forceinline__ void load(const T* from, float* to) {
    Pack<T, V> p = *reinterpret_cast<const Pack<T, V>*>(from);
#pragma unroll
    for (int i = 0; i < V; i++) to[i] = to_float(p.v[i]);
}

template <int V, typename T> __device__ __forceinline__ void store(T* to, const float* from) {
    Pack<T, V> p;
#pragma unroll
    for (int i = 0; i < V; i++) p.v[i] = from_float<T>(from[i]);
    *reinterpret_cast<Pack<T, V>*>(to) = p;
}

__device__ __forceinline__ float warp_sum(float v) {
#pragma unroll
    for (int o = 16; o > 0; o >>= 1) v += __shfl_xor_sync(0xffffffffu, v, o);
    return v;
}

// Over a block of whole warps, known to all threads, in an order that does not change.
__device__ __forceinline__ double block_sum(double v) {
    __shared__ double part[32];
#pragma unroll
    for (int o = 16; o > 0; o >>= 1) v += __shfl_xor_sync(0xffffffffu, v, o);
    __syncthreads();
    if ((threadIdx.x & 31) == 0) part[threadIdx.x >> 5] = v;
    __syncthreads();
    v = 0.;
    for (int i = 0; i < blockDim.x / 32; i++) v += part[i];
    return v;
}
