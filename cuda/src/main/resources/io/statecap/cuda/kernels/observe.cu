// What an observer of layers sees, in float32.
#include "common.cuh"

// dt [rows, heads] after bias and softplus, from columns of proj.
extern "C" __global__ void delta(const T_ACT* __restrict__ proj, int ld, const float* __restrict__ bias,
                                 float* __restrict__ dt, int heads, long long count) {
    for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < count;
         i += (long long) gridDim.x * blockDim.x) {
        float v = to_float(proj[i / heads * ld + i % heads]) + bias[i % heads];
        dt[i] = v > 20.f ? v : log1pf(expf(v));
    }
}

extern "C" __global__ void widen(const T_ACT* __restrict__ from, float* __restrict__ to, long long count) {
    for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < count;
         i += (long long) gridDim.x * blockDim.x) {
        to[i] = to_float(from[i]);
    }
}
