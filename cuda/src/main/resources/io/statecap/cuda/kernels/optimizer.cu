// AdamW with decoupled weight decay and clipping of the global gradient norm, over all parameters as one array.
#include "common.cuh"

// partial[block]: its share of the sum of squares; count is a multiple of 4.
extern "C" __global__ void squares(const float* __restrict__ g, long long count, double* __restrict__ partial) {
    double sum = 0.;
    for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < count / 4;
         i += (long long) gridDim.x * blockDim.x) {
        float v[4];
        load<4>(g + 4 * i, v);
        sum += (double) (v[0] * v[0] + v[1] * v[1]) + (double) (v[2] * v[2] + v[3] * v[3]);
    }
    sum = block_sum(sum);
    if (threadIdx.x == 0) partial[blockIdx.x] = sum;
}

// Sum of the losses of a micro-batch, added to *total; one block.
extern "C" __global__ void sum_losses(const float* __restrict__ losses, int count, double* total) {
    double sum = 0.;
    for (int i = threadIdx.x; i < count; i += blockDim.x) sum += losses[i];
    sum = block_sum(sum);
    if (threadIdx.x == 0) *total += sum;
}

// What a step needs that changes from step to step.
struct Step { float clip, rate, root, keep; };

// Norm, clipping factor and this step's rates; writes loss and norm of the step to results[slot], slot = *step modulo
// slots, and counts the step. rates: [steps, 3], rate with the first moment's correction, root of the second's, and
// factor of weights that decay. One block; *total is reset. done is in the host's memory: the batch has been read.
extern "C" __global__ void begin_update(const double* __restrict__ partial, int partials, double* total,
                                        const float* __restrict__ scale, const float* __restrict__ rates,
                                        float clip, long long* step, double* results, int slots, Step* out,
                                        volatile long long* done) {
    double sum = 0.;
    for (int i = threadIdx.x; i < partials; i += blockDim.x) sum += partial[i];
    sum = block_sum(sum);
    if (threadIdx.x == 0) {
        double norm = sqrt(sum);
        long long s = *step;
        results[2 * (s % slots)] = *total * *scale;
        results[2 * (s % slots) + 1] = norm;
        *total = 0.;
        *step = s + 1;
        double factor = clip / (norm + 1e-6);
        out->clip = clip > 0.f && factor < 1. ? (float) factor : 1.f;
        // a norm that is no number must not be clipped away
        if (!(norm == norm)) out->clip = (float) norm;
        out->rate = rates[3 * s];
        out->root = rates[3 * s + 1];
        out->keep = rates[3 * s + 2];
        *done = s + 1;
    }
}

// The first `decayed` parameters decay. operand, if given, receives the new weights as bf16. count: multiple of 4.
extern "C" __global__ void adamw(const Step* __restrict__ now, const float* __restrict__ g, float* __restrict__ w,
                                 float* __restrict__ m, float* __restrict__ v, bf16* __restrict__ operand,
                                 long long decayed, long long count, float b1, float b2, float epsilon) {
    Step s = *now;
    for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < count / 4;
         i += (long long) gridDim.x * blockDim.x) {
        float gs[4], ws[4], ms[4], vs[4];
        load<4>(g + 4 * i, gs);
        load<4>(w + 4 * i, ws);
        load<4>(m + 4 * i, ms);
        load<4>(v + 4 * i, vs);
        float keep = 4 * i < decayed ? s.keep : 1.f;
#pragma unroll
        for (int k = 0; k < 4; k++) {
            float d = gs[k] * s.clip;
            ms[k] = fmaf(b1, ms[k], (1.f - b1) * d);
            vs[k] = fmaf(b2, vs[k], (1.f - b2) * d * d);
            ws[k] = fmaf(keep, ws[k], -(s.rate * ms[k] / fmaf(sqrtf(vs[k]), s.root, epsilon)));
        }
        store<4>(w + 4 * i, ws);
        store<4>(m + 4 * i, ms);
        store<4>(v + 4 * i, vs);
        if (operand != nullptr) store<4>(operand + 4 * i, ws);
    }
}

template <typename T> __device__ __forceinline__ void round(const float* __restrict__ from, T* __restrict__ to,
                                                            long long count) {
    for (long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x; i < count / 4;
         i += (long long) gridDim.x * blockDim.x) {
        float v[4];
        load<4>(from + 4 * i, v);
        store<4>(to + 4 * i, v);
    }
}

extern "C" __global__ void to_bf16(const float* from, bf16* to, long long count) { round(from, to, count); }

extern "C" __global__ void to_fp16(const float* from, fp16* to, long long count) { round(from, to, count); }
