// The recurrence h_t = decay * exp(dt * A) * h_{t-1} + input * dt * x_t B_t, y_t = h_t C_t + D x_t as it is written,
// position by position: the twin of ssd.cu. A block has one group of one sequence and takes its heads in turn.
#include "common.cuh"

__device__ __forceinline__ float softplus(float v) { return v > 20.f ? v : log1pf(expf(v)); }

// states: [sequences, heads, length + 1, headDim, dState]: before each position, and after the last.
extern "C" __global__ void plain_forward(int length, int heads, int headDim, int dState, int groups,
                                         const T_ACT* __restrict__ xbc, const T_ACT* __restrict__ proj, int ld,
                                         int dtColumn, const float* __restrict__ dtBias,
                                         const float* __restrict__ aLog, const float* __restrict__ d,
                                         const float* initial, float logDecay, float inputScale,
                                         T_ACT* __restrict__ y, float* last, float* __restrict__ states) {
    int sequence = blockIdx.y, head = blockIdx.x, inner = heads * headDim, channels = inner + 2 * groups * dState;
    int group = head / (heads / groups);
    size_t size = (size_t) headDim * dState;
    float* h = states + ((size_t) sequence * heads + head) * (length + 1) * size;
    const float* from = initial + ((size_t) sequence * heads + head) * size;
    for (int i = threadIdx.x; i < size; i += blockDim.x) h[i] = initial == nullptr ? 0.f : from[i];
    __syncthreads();
    float a = -expf(aLog[head]);
    for (int t = 0; t < length; t++, h += size) {
        size_t row = (size_t) sequence * length + t;
        float dt = softplus(to_float(proj[row * ld + dtColumn + head]) + dtBias[head]);
        float decay = expf(dt * a + logDecay);
        const T_ACT* x = xbc + row * channels + head * headDim;
        const T_ACT* b = xbc + row * channels + inner + group * dState;
        const T_ACT* c = b + groups * dState;
        for (int i = threadIdx.x; i < size; i += blockDim.x) {
            h[size + i] = decay * h[i] + inputScale * dt * to_float(x[i / dState]) * to_float(b[i % dState]);
        }
        __syncthreads();
        for (int p = threadIdx.x; p < headDim; p += blockDim.x) {
            float sum = d[head] * to_float(x[p]);
            for (int n = 0; n < dState; n++) sum += h[size + p * dState + n] * to_float(c[n]);
            y[row * inner + head * headDim + p] = from_float<T_ACT>(sum);
        }
    }
    if (last != nullptr) {
        float* to = last + ((size_t) sequence * heads + head) * size;
        for (int i = threadIdx.x; i < size; i += blockDim.x) to[i] = h[i];
    }
}

// gradient: scratch [sequences, groups, headDim, dState]; sums: [sequences, heads, 3] for dt_bias, A_log, D.
// bc: scratch [rows, 2, groups, dState], zero before.
extern "C" __global__ void plain_backward(int length, int heads, int headDim, int dState, int groups,
                                          const T_ACT* __restrict__ xbc, const T_ACT* __restrict__ proj, int ld,
                                          int dtColumn, const float* __restrict__ dtBias,
                                          const float* __restrict__ aLog, const float* __restrict__ d,
                                          const float* __restrict__ states, const T_ACT* __restrict__ dy,
                                          T_ACT* __restrict__ dXbc, T_ACT* __restrict__ dProj,
                                          float* __restrict__ gradient, float* __restrict__ bc,
                                          float* __restrict__ sums) {
    int sequence = blockIdx.y, group = blockIdx.x, inner = heads * headDim, channels = inner + 2 * groups * dState;
    int size = headDim * dState, perGroup = heads / groups;
    float* dh = gradient + ((size_t) sequence * groups + group) * size;
    __shared__ float shared[2][256];
    for (int head = group * perGroup; head < (group + 1) * perGroup; head++) {
        float a = -expf(aLog[head]), sumBias = 0.f, sumLog = 0.f, sumD = 0.f;
        for (int i = threadIdx.x; i < size; i += blockDim.x) dh[i] = 0.f;
        __syncthreads();
        for (int t = length - 1; t >= 0; t--) {
            size_t row = (size_t) sequence * length + t;
            const float* before = states + (((size_t) sequence * heads + head) * (length + 1) + t) * size;
            float raw = to_float(proj[row * ld + dtColumn + head]) + dtBias[head];
            float dt = softplus(raw), decay = expf(dt * a);
            const T_ACT* x = xbc + row * channels + head * headDim;
            const T_ACT* b = xbc + row * channels + inner + group * dState;
            const T_ACT* c = b + groups * dState;
            const T_ACT* g = dy + row * inner + head * headDim;
            float byDecay = 0.f, byInput = 0.f;
            for (int i = threadIdx.x; i < size; i += blockDim.x) {
                int p = i / dState, n = i % dState;
                dh[i] += to_float(g[p]) * to_float(c[n]);
                byDecay += dh[i] * before[i];
                byInput += dh[i] * to_float(x[p]) * to_float(b[n]);
            }
            shared[0][threadIdx.x] = byDecay;
            shared[1][threadIdx.x] = byInput;
            __syncthreads();
            byDecay = byInput = 0.f;
            for (int i = 0; i < blockDim.x; i++) {
                byDecay += shared[0][i];
                byInput += shared[1][i];
            }
            for (int p = threadIdx.x; p < headDim; p += blockDim.x) {
                float sum = d[head] * to_float(g[p]);
                for (int n = 0; n < dState; n++) sum += dt * dh[p * dState + n] * to_float(b[n]);
                dXbc[row * channels + head * headDim + p] = from_float<T_ACT>(sum);
            }
            float* db = bc + ((row * 2) * groups + group) * dState;
            float* dc = bc + ((row * 2 + 1) * groups + group) * dState;
            for (int n = threadIdx.x; n < dState; n += blockDim.x) {
                float sb = 0.f, sc = 0.f;
                for (int p = 0; p < headDim; p++) {
                    sb += dt * dh[p * dState + n] * to_float(x[p]);
                    sc += to_float(g[p]) * before[size + p * dState + n];
                }
                db[n] += sb;
                dc[n] += sc;
            }
            float skip = 0.f;
            for (int p = 0; p < headDim; p++) skip += to_float(g[p]) * to_float(x[p]);
            float byDt = byDecay * decay * a + byInput, slope = 1.f / (1.f + expf(-raw));
            if (threadIdx.x == 0) dProj[row * ld + dtColumn + head] = from_float<T_ACT>(byDt * slope);
            sumBias += byDt * slope;
            sumLog += byDecay * decay * dt * a;
            sumD += skip;
            __syncthreads();
            for (int i = threadIdx.x; i < size; i += blockDim.x) dh[i] *= decay;
            __syncthreads();
        }
        if (threadIdx.x == 0) {
            float* out = sums + ((size_t) sequence * heads + head) * 3;
            out[0] = sumBias;
            out[1] = sumLog;
            out[2] = sumD;
        }
        __syncthreads();
    }
    for (int t = 0; t < length; t++) {
        size_t row = (size_t) sequence * length + t;
        for (int n = threadIdx.x; n < dState; n += blockDim.x) {
            T_ACT* to = dXbc + row * channels + inner + group * dState + n;
            to[0] = from_float<T_ACT>(bc[((row * 2) * groups + group) * dState + n]);
            to[groups * dState] = from_float<T_ACT>(bc[((row * 2 + 1) * groups + group) * dState + n]);
        }
    }
}

// One thread a head.
extern "C" __global__ void plain_sums(int sequences, int heads, const float* __restrict__ sums, float* dtBias,
                                      float* aLog, float* d) {
    int head = threadIdx.x + blockIdx.x * blockDim.x;
    if (head >= heads) return;
    for (int s = 0; s < sequences; s++) {
        dtBias[head] += sums[((size_t) s * heads + head) * 3];
        aLog[head] += sums[((size_t) s * heads + head) * 3 + 1];
        d[head] += sums[((size_t) s * heads + head) * 3 + 2];
    }
}
