// State space duality, backward: gradients of dt, A, the bias and D from what ssd_backward.cu and ssd_scores.cu left.
#include "ssd_chunk.cuh"

// The gradients of raw dt, a warp for one chunk of a head, and its parts of those of A (times A) and of the bias, to
// `sums` [parts, heads, 2]. `raw` and `d_raw` point at the first column of dt.
extern "C" __global__ void __launch_bounds__(256) ssd_steps(
        const T_ACT* __restrict__ raw, int ld, const float* __restrict__ bias, const float* __restrict__ a_log,
        const float* __restrict__ decay_base, long long size, const float* __restrict__ rows,
        const float* __restrict__ whole, const float* __restrict__ w_j, const float* __restrict__ w_i,
        int has_entry, int has_next, T_ACT* __restrict__ d_raw, double* __restrict__ sums, SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    __shared__ float of_c[HEADS_A_BLOCK][SPREAD_CHUNK];
    __shared__ float of_next[HEADS_A_BLOCK][SPREAD_CHUNK];
    // The slopes of softplus, then the gradients.
    __shared__ float slopes[HEADS_A_BLOCK][SPREAD_CHUNK];
    int part = blockIdx.x;
    int first = blockIdx.y * HEADS_A_BLOCK;
    int warp = threadIdx.x >> 5;
    int head = first + warp;
    int lane = threadIdx.x & 31;
    int q = shape.rows(part);
    int tiles = tile_of(0, shape.blocks());
    int used = (q + BM - 1) / BM;
    long long row = shape.row(part);
#pragma unroll 4
    for (int i = threadIdx.x; i < q * HEADS_A_BLOCK; i += 256) {
        int h = i % HEADS_A_BLOCK;
        int r = i / HEADS_A_BLOCK;
        if (first + h < heads) {
            slopes[h][spread(r)] = 1.f / (1.f + expf(-(to_float(raw[(row + r) * ld + first + h]) + bias[first + h])));
        }
    }
    long long at = shape.of_head(part, head) * chunk;
    if (head < heads) {
        const float* columns = w_i + ((long long) part * heads + head) * tiles * BM;
        const float* in_rows = w_j + ((long long) part * heads + head) * tiles * BM;
#pragma unroll 2
        for (int r = lane; r < chunk; r += 32) {
            float sum = 0;
            float next = 0;
            if (r < q) {
                int block = r / BM;
                int in_block = r % BM;
                sum = has_entry ? rows[size + at + r] : 0.f;
                next = has_next ? rows[2 * size + at + r] : 0.f;
#pragma unroll
                for (int k = 0; k < MAX_CHUNK / BM; k++) {
                    sum += k <= block ? columns[tile_of(k, block) * BM + in_block] : 0.f;
                    sum -= k >= block && k < used ? in_rows[tile_of(block, k) * BM + in_block] : 0.f;
                }
            }
            of_c[warp][spread(r)] = sum;
            of_next[warp][spread(r)] = next;
        }
    }
    __syncthreads();
    if (head < heads) {
        int per = chunk / 32;
        double dc_sum = 0;
        double next_sum = 0;
        for (int r = lane * per; r < lane * per + per; r++) {
            dc_sum += of_c[warp][spread(r)];
            next_sum += of_next[warp][spread(r)];
        }
        // The gradient of dt A at a row is the sum of dc from that row on. The next state's part of dc is minus its
        // terms at their rows and plus their sum at the last: together the terms before the row.
        double after = dc_sum;
        double before = next_sum;
        for (int o = 1; o < 32; o <<= 1) {
            double high = __shfl_down_sync(0xffffffffu, after, o);
            double low = __shfl_up_sync(0xffffffffu, before, o);
            after += lane + o < 32 ? high : 0;
            before += lane >= o ? low : 0;
        }
        before -= next_sum;
        double later = after + before + (has_entry && has_next ? whole[(long long) part * heads + head] : 0.f);
        for (int r = lane * per; r < lane * per + per; r++) {
            double step = (double) of_next[warp][spread(r)] - of_c[warp][spread(r)];
            of_c[warp][spread(r)] = (float) later;
            later += step;
        }
        __syncwarp();
        float a = -expf(a_log[head]);
        double a_sum = 0;
        double bias_sum = 0;
#pragma unroll 4
        for (int r = lane; r < q; r += 32) {
            float v = of_c[warp][spread(r)];
            float gradient = fmaf(a, v, rows[at + r]) * slopes[warp][spread(r)];
            slopes[warp][spread(r)] = gradient;
            a_sum += (double) v * decay_base[at + r];
            bias_sum += gradient;
        }
        for (int o = 16; o > 0; o >>= 1) {
            a_sum += __shfl_xor_sync(0xffffffffu, a_sum, o);
            bias_sum += __shfl_xor_sync(0xffffffffu, bias_sum, o);
        }
        if (lane == 0) {
            double* to = sums + ((long long) part * heads + head) * 2;
            to[0] = a_sum * a;
            to[1] = bias_sum;
        }
    }
    __syncthreads();
    for (int i = threadIdx.x; i < q * HEADS_A_BLOCK; i += 256) {
        int h = i % HEADS_A_BLOCK;
        int r = i / HEADS_A_BLOCK;
        if (first + h < heads) {
            d_raw[(row + r) * ld + first + h] = from_float<T_ACT>(slopes[h][spread(r)]);
        }
    }
}

// Adds the gradients of A_log, bias and D of one head, from the parts. A block of 256 threads a head.
extern "C" __global__ void __launch_bounds__(256) ssd_heads(
        const double* __restrict__ sums, const float* __restrict__ d_skip, int parts, int blocks, int heads,
        float* __restrict__ d_bias, float* __restrict__ d_a_log, float* __restrict__ d_d) {
    __shared__ double shared[3][256];
    int head = blockIdx.x;
    double v[3] = {0, 0, 0};
    for (int i = threadIdx.x; i < parts; i += 256) {
        v[0] += sums[((long long) i * heads + head) * 2];
        v[1] += sums[((long long) i * heads + head) * 2 + 1];
    }
    for (int i = threadIdx.x; i < parts * blocks; i += 256) {
        v[2] += d_skip[(long long) i * heads + head];
    }
    for (int k = 0; k < 3; k++) {
        shared[k][threadIdx.x] = v[k];
    }
    for (int o = 128; o > 0; o >>= 1) {
        __syncthreads();
        if (threadIdx.x < o) {
            for (int k = 0; k < 3; k++) {
                shared[k][threadIdx.x] += shared[k][threadIdx.x + o];
            }
        }
    }
    if (threadIdx.x == 0) {
        d_a_log[head] += (float) shared[0][0];
        d_bias[head] += (float) shared[1][0];
        d_d[head] += (float) shared[2][0];
    }
}
