// State space duality, forward (arXiv 2405.21060, section 6): chunks of `chunk` positions, a multiple of BM. With c the
// sums of the log-decays within a chunk, h the state before it and s the factor on the input:
//   y_i = sum over j <= i of (C_i.B_j) exp(c_i - c_j) s dt_j x_j  +  exp(c_i) C_i.h  +  D x_i
//   h'  = exp(c_last) h + sum over j of exp(c_last - c_j) s dt_j x_j B_j
// Launches: ssd_decay; ssd_states and ssd_pass where there is more than one chunk or the last state is wanted;
// ssd_output. States are [sequences, heads, chunks, P, N] in float32.
#include "ssd_tile.cuh"

constexpr int HEADS_A_WARP_ROW = 8;

// dt = softplus(raw + bias) and the sums c of dt A + log_decay within each chunk. Beyond a chunk's rows dt is 0 and c
// stays. A block of 256 threads works on one chunk of eight heads; `raw` points at the first column of dt.
extern "C" __global__ void __launch_bounds__(256) ssd_decay(
        const T_ACT* __restrict__ raw, int ld, const float* __restrict__ bias, const float* __restrict__ a_log,
        float log_decay, float* __restrict__ decay, long long size, SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ float steps[];
    int part = blockIdx.x;
    int first = blockIdx.y * HEADS_A_WARP_ROW;
    int q = shape.rows(part);
    long long row = shape.row(part);
    for (int i = threadIdx.x; i < q * HEADS_A_WARP_ROW; i += blockDim.x) {
        int head = first + i % HEADS_A_WARP_ROW;
        int r = i / HEADS_A_WARP_ROW;
        if (head < shape.heads) {
            float v = to_float(raw[(row + r) * ld + head]) + bias[head];
            steps[(head - first) * (shape.chunk + 1) + r] = fmaxf(v, 0.f) + log1pf(expf(-fabsf(v)));
        }
    }
    __syncthreads();
    int head = first + (threadIdx.x >> 5);
    if (head >= shape.heads) {
        return;
    }
    int lane = threadIdx.x & 31;
    const float* mine = steps + (head - first) * (shape.chunk + 1);
    float a = -expf(a_log[head]);
    int per = shape.chunk / 32;
    double own = 0;
    for (int r = lane * per; r < min(q, lane * per + per); r++) {
        own += (double) mine[r] * a + log_decay;
    }
    double sum = own;
    for (int o = 1; o < 32; o <<= 1) {
        double before = __shfl_up_sync(0xffffffffu, sum, o);
        sum += lane >= o ? before : 0;
    }
    sum -= own;
    long long at = shape.of_head(part, head) * shape.chunk;
    for (int r = lane * per; r < lane * per + per; r++) {
        float dt = r < q ? mine[r] : 0.f;
        sum += r < q ? (double) dt * a + log_decay : 0;
        double c = sum * LOG_UNIT;
        decay[at + r] = dt;
        decay[size + at + r] = (float) c;
#if ARITHMETIC == 0
        decay[2 * size + at + r] = (float) (c - (float) c);
#endif
    }
}

// A warp's share of [P, NB]: units of 16 rows by UNIT columns.
constexpr int M_TILES = PP / 16;
constexpr int SPLIT = M_TILES >= WARPS ? 1 : WARPS / M_TILES;
constexpr int UNIT = NB % (16 * SPLIT) == 0 ? NB / SPLIT : 16;
constexpr int UNITS = M_TILES * (NB / UNIT);
constexpr int WARP_UNITS = (UNITS + WARPS - 1) / WARPS;

// What a chunk adds to the state: sum over rows of w u v^T. Forward: u = x, v = B, w = exp(c_last - c) s dt. Backward
// (`forward` 0): u = dy, v = C, w = exp(c), the gradient of the state before the chunk. `u` and `v` point at their
// first columns.
extern "C" __global__ void __launch_bounds__(THREADS) ssd_states(
        const T_ACT* __restrict__ u, int ld_u, const T_ACT* __restrict__ v, int ld_v,
        const float* __restrict__ decay_base, long long size, float* __restrict__ states, int forward, float input,
        SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ __align__(16) unsigned char memory[];
    T_ACT* s_u = (T_ACT*) memory;
    T_ACT* s_v = s_u + BM * LDP;
    float* weight = (float*) (s_v + BM * LDB);
    constexpr int N_BLOCKS = (N + NB - 1) / NB;
    int first = blockIdx.x % N_BLOCKS * NB;
    int head = blockIdx.x / N_BLOCKS % shape.heads;
    int part = blockIdx.x / N_BLOCKS / shape.heads;
    int group = head / (shape.heads / shape.groups);
    int q = shape.rows(part);
    long long row = shape.row(part);
    long long of_head = shape.of_head(part, head);
    Decay decay(decay_base, size);
    long long at = of_head * shape.chunk;
    Sum last = decay.sum(at + shape.chunk - 1);
    Lane lane;
    float acc[WARP_UNITS][UNIT / 8][4];
#pragma unroll
    for (int i = 0; i < WARP_UNITS; i++) {
        clear<UNIT / 8>(acc[i]);
    }
    for (int j = 0; j < q; j += BM) {
        __syncthreads();
        if (threadIdx.x < BM) {
            Sum c = decay.sum(at + j + threadIdx.x);
            weight[threadIdx.x] = forward ? decay_between(last, c) * decay.dt[at + j + threadIdx.x] * input
                                          : decay_exp(c.high);
        }
        load_tile<BM, NB>(s_v, v + (row + j) * ld_v + group * N + first, ld_v, q - j, N - first);
        commit_tiles();
        __syncthreads();
        load_scaled<BM, PP>(s_u, u + (row + j) * ld_u + head * P, ld_u, q - j, P, weight);
        wait_tiles<0>();
        __syncthreads();
#pragma unroll
        for (int i = 0; i < WARP_UNITS; i++) {
            int unit = lane.warp * WARP_UNITS + i;
            if (unit < UNITS) {
                multiply_tiles<UNIT / 8, BM, true, false>(acc[i], s_u, LDP, unit / (NB / UNIT) * 16, s_v, LDB,
                                                          unit % (NB / UNIT) * UNIT);
            }
        }
    }
    float* to = states + of_head * (P * N);
#pragma unroll
    for (int i = 0; i < WARP_UNITS; i++) {
        int unit = lane.warp * WARP_UNITS + i;
#pragma unroll
        for (int t = 0; t < UNIT / 8; t++) {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                int p = unit / (NB / UNIT) * 16 + lane.row + (e & 2) * 4;
                int n = first + unit % (NB / UNIT) * UNIT + 8 * t + 2 * lane.pair + (e & 1);
                if (unit < UNITS && p < P && n < N) {
                    to[p * N + n] = acc[i][t][e];
                }
            }
        }
    }
}

// Carries states over the chunks, in place: from what each chunk adds to the state before it (`forward`), or to the
// gradient of the state after it. A thread works on one element; `initial` and `last_state` may be null, or the same.
extern "C" __global__ void __launch_bounds__(256) ssd_pass(
        float* __restrict__ states, const float* __restrict__ decay_base, long long size, const float* initial,
        float* last_state, int forward, SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    constexpr int BLOCKS = (P * N + 255) / 256;
    int element = blockIdx.x % BLOCKS * 256 + threadIdx.x;
    long long head = blockIdx.x / BLOCKS;
    if (element >= P * N) {
        return;
    }
    const float* last = decay_base + size + head * shape.chunks * shape.chunk + shape.chunk - 1;
    float* mine = states + head * shape.chunks * (P * N) + element;
    float state = initial ? initial[head * (P * N) + element] : 0.f;
    for (int k = 0; k < shape.chunks; k += 8) {
        float added[8];
        float whole[8];
#pragma unroll
        for (int i = 0; i < 8; i++) {
            if (k + i < shape.chunks) {
                int at = forward ? k + i : shape.chunks - 1 - k - i;
                added[i] = mine[(long long) at * (P * N)];
                whole[i] = last[(long long) at * shape.chunk];
            }
        }
#pragma unroll
        for (int i = 0; i < 8; i++) {
            if (k + i < shape.chunks) {
                int at = forward ? k + i : shape.chunks - 1 - k - i;
                mine[(long long) at * (P * N)] = state;
                state = fmaf(decay_exp(whole[i]), state, added[i]);
            }
        }
    }
    if (last_state) {
        last_state[head * (P * N) + element] = state;
    }
}

// Heads that a block works on, so that C.B^T is computed once for them.
constexpr int HB = PP <= 32 ? 4 : PP <= 64 ? 2 : 1;

// y of BM rows of one chunk, HB heads. `entry`: states before the chunks, null where they are zero.
extern "C" __global__ void __launch_bounds__(THREADS) ssd_output(
        const T_ACT* __restrict__ xbc, const float* __restrict__ decay_base, long long size,
        const float* __restrict__ skip, const float* __restrict__ entry, T_ACT* __restrict__ y, float input,
        SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ __align__(16) unsigned char memory[];
    T_ACT* s_c = (T_ACT*) memory;
    T_ACT* s_b = s_c + BM * LDN;
    T_ACT* s_x = s_b + BM * LDN;
    int per_group = shape.heads / shape.groups;
    int head_blocks = (per_group + HB - 1) / HB;
    int block = blockIdx.x;
    int hb = block % head_blocks;
    block /= head_blocks;
    int group = block % shape.groups;
    block /= shape.groups;
    int ib = shape.blocks() - 1 - block % shape.blocks();
    int part = block / shape.blocks();
    int q = shape.rows(part);
    if (ib * BM >= q) {
        return;
    }
    int head = group * per_group + hb * HB;
    int count = min(HB, per_group - hb * HB);
    int ld = shape.channels();
    long long row = shape.row(part);
    const T_ACT* b = xbc + row * ld + shape.column_b(group);
    const T_ACT* c = xbc + row * ld + shape.column_c(group);
    Decay decay(decay_base, size);
    Lane lane;
    int i0 = 16 * lane.warp + lane.row;

    load_tile<BM, NP>(s_c, c + (long long) ib * BM * ld, ld, q - ib * BM, N);
    commit_tiles();
    Sum sums[HB][2];
    float acc[HB][PP / 8][4];
#pragma unroll
    for (int h = 0; h < HB; h++) {
        clear<PP / 8>(acc[h]);
        if (h < count) {
            long long at = shape.of_head(part, head + h) * shape.chunk + ib * BM + i0;
            sums[h][0] = decay.sum(at);
            sums[h][1] = decay.sum(at + 8);
        }
    }
    if (entry) {
#pragma unroll
        for (int h = 0; h < HB; h++) {
            if (h < count) {
                __syncthreads();
                load_state<NP>(s_b, entry + shape.of_head(part, head + h) * (P * N), 0);
                wait_tiles<0>();
                __syncthreads();
                multiply_tiles<PP / 8, NP, false, true>(acc[h], s_c, LDN, 16 * lane.warp, s_b, LDN, 0);
                float top = decay_exp(sums[h][0].high);
                float bottom = decay_exp(sums[h][1].high);
#pragma unroll
                for (int t = 0; t < PP / 8; t++) {
                    acc[h][t][0] *= top;
                    acc[h][t][1] *= top;
                    acc[h][t][2] *= bottom;
                    acc[h][t][3] *= bottom;
                }
            }
        }
    }
    for (int jb = 0; jb <= ib; jb++) {
        __syncthreads();
        long long from = (row + jb * BM) * ld;
        load_tile<BM, NP>(s_b, b + (long long) jb * BM * ld, ld, q - jb * BM, N);
        for (int h = 0; h < count; h++) {
            load_tile<BM, PP>(s_x + h * BM * LDP, xbc + from + (head + h) * P, ld, q - jb * BM, P);
        }
        commit_tiles();
        wait_tiles<0>();
        __syncthreads();
        float scores[BM / 8][4];
        clear<BM / 8>(scores);
        multiply_tiles<BM / 8, NP, false, true>(scores, s_c, LDN, 16 * lane.warp, s_b, LDN, 0);
#pragma unroll
        for (int h = 0; h < HB; h++) {
            if (h < count) {
                long long at = shape.of_head(part, head + h) * shape.chunk + jb * BM + 2 * lane.pair;
#pragma unroll
                for (int k = 0; k < BM / 16; k++) {
                    if (jb == ib && k > lane.warp) {
                        continue;
                    }
                    float m[2][4];
#pragma unroll
                    for (int e = 0; e < 8; e++) {
                        int j = 16 * k + 8 * (e >> 2) + (e & 1);
                        float weight = decay_between(sums[h][(e >> 1) & 1], decay.sum(at + j))
                                * (decay.dt[at + j] * input);
                        bool past = jb < ib || j + 2 * lane.pair <= i0 + (e & 2) * 4;
                        m[e >> 2][e & 3] = past ? scores[2 * k + (e >> 2)][e & 3] * weight : 0.f;
                    }
                    Operand f;
                    operand_from(f, m[0], m[1]);
                    multiply<PP / 8, false>(acc[h], f, s_x + h * BM * LDP, LDP, 0, 16 * k);
                }
            }
        }
    }
    // The last tile of x is that of the block's own rows.
#pragma unroll
    for (int h = 0; h < HB; h++) {
        if (h < count) {
            float d = skip[head + h];
#pragma unroll
            for (int t = 0; t < PP / 8; t++) {
#pragma unroll
                for (int half = 0; half < 2; half++) {
                    int i = i0 + 8 * half;
                    int p = 8 * t + 2 * lane.pair;
                    const T_ACT* x = s_x + (h * BM + i) * LDP + p;
                    if (ib * BM + i < q && p < P) {
                        store_pair(y + (row + ib * BM + i) * shape.inner() + (head + h) * P + p,
                                   fmaf(d, to_float(x[0]), acc[h][t][2 * half]),
                                   fmaf(d, to_float(x[1]), acc[h][t][2 * half + 1]), p + 1 < P);
                    }
                }
            }
        }
    }
}
