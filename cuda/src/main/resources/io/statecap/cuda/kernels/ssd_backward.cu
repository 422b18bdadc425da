// State space duality, backward (notation in ssd.cu). With L_ij = exp(c_i - c_j), S = C B^T, dM^h_ij = dy_i.x_j of head h
// and g the gradient of the state after the chunk:
//   dx_j = s dt_j (sum over i >= j of S_ij L_ij dy_i  +  exp(c_last - c_j) B_j.g) + D dy_j
//   dS_ij = sum over heads of dM_ij L_ij s dt_j;  dC = dS B + sum over heads of exp(c_i) dy_i.h;
//   dB = dS^T C + sum over heads of exp(c_last - c_j) s dt_j x_j.g
//   dc_i = sum over j of W_ij - sum over k of W_ki + states' terms, W_ij = dM_ij S_ij L_ij s dt_j strictly below the diagonal
// The diagonal of W cancels exactly and is left out: where decays are strong, its rounding would exceed the rest.
// Launches: ssd_states and ssd_pass backward where there is more than one chunk; ssd_inputs, ssd_scores, ssd_b_c,
// ssd_steps, ssd_heads. Tiles are of the transpose: BM rows j by BM columns i, i >= j, a chunk's counted by i, then j.
#include "ssd_tile.cuh"

constexpr int HB = PP <= 32 ? 4 : PP <= 64 ? 2 : 1;

__device__ __forceinline__ int tile_of(int jb, int ib) { return ib * (ib + 1) / 2 + jb; }

// Sums of a value of every thread; the same order every time. For all threads of the block.
__device__ __forceinline__ float sum_of_block(float v, float* per_warp) {
    for (int o = 16; o > 0; o >>= 1) {
        v += __shfl_xor_sync(0xffffffffu, v, o);
    }
    __syncthreads();
    if ((threadIdx.x & 31) == 0) {
        per_warp[threadIdx.x >> 5] = v;
    }
    __syncthreads();
    float sum = 0;
    for (int w = 0; w < blockDim.x / 32; w++) {
        sum += per_warp[w];
    }
    return sum;
}

// dx of BM rows of one chunk, HB heads, and what the gradients of dt, c and D need:
//   rows   arrays [sequences, heads, chunks, chunk] of `size` each: s x_j.dX_j with dx = s dt dX + D dy; the state's term
//          exp(c_i) dy_i.(C_i.h); the next state's term s dt_j exp(c_last - c_j) x_j.(B_j.g)
//   whole  [parts, heads]: exp(c_last) h.g
//   d_skip [parts, blocks, heads]: sum of x.dy
// `entry` h or null, `next` g or null, where they are zero.
extern "C" __global__ void __launch_bounds__(THREADS) ssd_inputs(
        const T_ACT* __restrict__ xbc, const T_ACT* __restrict__ dy, const float* __restrict__ decay_base,
        long long size, const float* __restrict__ skip, const float* __restrict__ entry,
        const float* __restrict__ next, T_ACT* __restrict__ dxbc, float* __restrict__ rows,
        float* __restrict__ whole, float* __restrict__ d_skip, float input, SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ __align__(16) unsigned char memory[];
    __shared__ float per_warp[WARPS];
    T_ACT* s_b = (T_ACT*) memory;
    T_ACT* s_c = s_b + BM * LDN;
    T_ACT* s_dy = s_c + BM * LDN;
    int per_group = heads / groups;
    int head_blocks = (per_group + HB - 1) / HB;
    int block = blockIdx.x;
    int hb = block % head_blocks;
    block /= head_blocks;
    int group = block % groups;
    block /= groups;
    int jb = block % shape.blocks();
    int part = block / shape.blocks();
    int head = group * per_group + hb * HB;
    int count = min(HB, per_group - hb * HB);
    int q = shape.rows(part);
    float* skip_sums = d_skip + ((long long) part * shape.blocks() + jb) * heads + head;
    if (jb * BM >= q) {
        if (threadIdx.x < count) {
            skip_sums[threadIdx.x] = 0;
        }
        return;
    }
    int ld = shape.channels();
    int inner = shape.inner();
    long long row = shape.row(part);
    long long first = row + jb * BM;
    const T_ACT* b = xbc + row * ld + shape.column_b(group);
    const T_ACT* c = xbc + row * ld + shape.column_c(group);
    Decay decay(decay_base, size);
    Lane lane;
    int j0 = 16 * lane.warp + lane.row;
    bool real[2] = {jb * BM + j0 < q, jb * BM + j0 + 8 < q};

    Sum sums[HB][2];
    float acc[HB][PP / 8][4];
#pragma unroll
    for (int h = 0; h < HB; h++) {
        if (h < count) {
            long long at = shape.of_head(part, head + h) * chunk + jb * BM + j0;
            sums[h][0] = decay.sum(at);
            sums[h][1] = decay.sum(at + 8);
        }
    }
    if (entry) {
        load_tile<BM, NP>(s_b, c + (long long) jb * BM * ld, ld, q - jb * BM, N);
        commit_tiles();
        for (int h = 0; h < count; h++) {
            long long of_head = shape.of_head(part, head + h);
            __syncthreads();
            load_state<NP>(s_c, entry + of_head * (P * N), 0);
            wait_tiles<0>();
            __syncthreads();
            clear<PP / 8>(acc[0]);
            multiply_tiles<PP / 8, NP, false, true>(acc[0], s_b, LDN, 16 * lane.warp, s_c, LDN, 0);
#pragma unroll
            for (int half = 0; half < 2; half++) {
                float sum = 0;
#pragma unroll
                for (int t = 0; t < PP / 8; t++) {
                    int p = 8 * t + 2 * lane.pair;
                    if (real[half] && p < P) {
                        float2 v = load_pair(dy + (first + j0 + 8 * half) * inner + (head + h) * P + p, p + 1 < P);
                        sum += v.x * acc[0][t][2 * half] + v.y * acc[0][t][2 * half + 1];
                    }
                }
                sum = sum_of_row(sum);
                if (lane.pair == 0) {
                    long long at = of_head * chunk + jb * BM + j0 + 8 * half;
                    rows[size + at] = decay_exp(decay.high[at]) * sum;
                }
            }
        }
        __syncthreads();
    }
    load_tile<BM, NP>(s_b, b + (long long) jb * BM * ld, ld, q - jb * BM, N);
    commit_tiles();
#pragma unroll
    for (int h = 0; h < HB; h++) {
        clear<PP / 8>(acc[h]);
        if (next && h < count) {
            long long of_head = shape.of_head(part, head + h);
            __syncthreads();
            load_state<NP>(s_c, next + of_head * (P * N), 0);
            wait_tiles<0>();
            __syncthreads();
            multiply_tiles<PP / 8, NP, false, true>(acc[h], s_b, LDN, 16 * lane.warp, s_c, LDN, 0);
            Sum last = decay.sum(of_head * chunk + chunk - 1);
#pragma unroll
            for (int half = 0; half < 2; half++) {
                float to_end = decay_between(last, sums[h][half]);
                float sum = 0;
#pragma unroll
                for (int t = 0; t < PP / 8; t++) {
                    int p = 8 * t + 2 * lane.pair;
                    acc[h][t][2 * half] *= to_end;
                    acc[h][t][2 * half + 1] *= to_end;
                    if (real[half] && p < P) {
                        float2 v = load_pair(xbc + (first + j0 + 8 * half) * ld + (head + h) * P + p, p + 1 < P);
                        sum += v.x * acc[h][t][2 * half] + v.y * acc[h][t][2 * half + 1];
                    }
                }
                sum = sum_of_row(sum);
                if (lane.pair == 0) {
                    long long at = of_head * chunk + jb * BM + j0 + 8 * half;
                    rows[2 * size + at] = decay.dt[at] * input * sum;
                }
            }
            if (entry && jb == 0) {
                const float* g = next + of_head * (P * N);
                const float* before = entry + of_head * (P * N);
                float sum = 0;
                for (int i = threadIdx.x; i < P * N; i += THREADS) {
                    sum = fmaf(g[i], before[i], sum);
                }
                sum = sum_of_block(sum, per_warp);
                if (threadIdx.x == 0) {
                    whole[(long long) part * heads + head + h] = decay_exp(last.high) * sum;
                }
            }
        }
    }
    for (int ib = jb; ib * BM < q; ib++) {
        __syncthreads();
        load_tile<BM, NP>(s_c, c + (long long) ib * BM * ld, ld, q - ib * BM, N);
        for (int h = 0; h < count; h++) {
            load_tile<BM, PP>(s_dy + h * BM * LDP, dy + (row + ib * BM) * inner + (head + h) * P, inner, q - ib * BM, P);
        }
        commit_tiles();
        wait_tiles<0>();
        __syncthreads();
        float scores[BM / 8][4];
        clear<BM / 8>(scores);
        multiply_tiles<BM / 8, NP, false, true>(scores, s_b, LDN, 16 * lane.warp, s_c, LDN, 0);
#pragma unroll
        for (int h = 0; h < HB; h++) {
            if (h < count) {
                long long at = shape.of_head(part, head + h) * chunk + ib * BM + 2 * lane.pair;
#pragma unroll
                for (int k = 0; k < BM / 16; k++) {
                    if (ib == jb && k < lane.warp) {
                        continue;
                    }
                    float m[2][4];
#pragma unroll
                    for (int e = 0; e < 8; e++) {
                        int i = 16 * k + 8 * (e >> 2) + (e & 1);
                        float weight = decay_between(decay.sum(at + i), sums[h][(e >> 1) & 1]);
                        bool past = ib > jb || i + 2 * lane.pair >= j0 + (e & 2) * 4;
                        m[e >> 2][e & 3] = past ? scores[2 * k + (e >> 2)][e & 3] * weight : 0.f;
                    }
                    Operand f;
                    operand_from(f, m[0], m[1]);
                    multiply<PP / 8, false>(acc[h], f, s_dy + h * BM * LDP, LDP, 0, 16 * k);
                }
            }
        }
    }
#pragma unroll
    for (int h = 0; h < HB; h++) {
        if (h < count) {
            float d = skip[head + h];
            float skip_sum = 0;
#pragma unroll
            for (int half = 0; half < 2; half++) {
                long long at = shape.of_head(part, head + h) * chunk + jb * BM + j0 + 8 * half;
                float step = decay.dt[at] * input;
                float direct = 0;
#pragma unroll
                for (int t = 0; t < PP / 8; t++) {
                    int p = 8 * t + 2 * lane.pair;
                    if (real[half] && p < P) {
                        long long r = first + j0 + 8 * half;
                        float2 x = load_pair(xbc + r * ld + (head + h) * P + p, p + 1 < P);
                        float2 v = load_pair(dy + r * inner + (head + h) * P + p, p + 1 < P);
                        float left = acc[h][t][2 * half];
                        float right = acc[h][t][2 * half + 1];
                        direct += x.x * left + x.y * right;
                        skip_sum += x.x * v.x + x.y * v.y;
                        store_pair(dxbc + r * ld + (head + h) * P + p, fmaf(step, left, d * v.x),
                                   fmaf(step, right, d * v.y), p + 1 < P);
                    }
                }
                direct = sum_of_row(direct);
                if (lane.pair == 0) {
                    rows[at] = input * direct;
                }
            }
            skip_sum = sum_of_block(skip_sum, per_warp);
            if (threadIdx.x == 0) {
                skip_sums[h] = skip_sum;
            }
        }
    }
}

// Sums over the 16 rows of a warp's accumulators, which this keeps in `columns`: lane's columns 8t + 2 pair + {0, 1}.
__device__ __forceinline__ void store_column_sums(float (&columns)[BM / 8][2], float* to) {
    int lane = threadIdx.x & 31;
#pragma unroll
    for (int t = 0; t < BM / 8; t++) {
#pragma unroll
        for (int e = 0; e < 2; e++) {
            float v = columns[t][e];
            v += __shfl_xor_sync(0xffffffffu, v, 4);
            v += __shfl_xor_sync(0xffffffffu, v, 8);
            v += __shfl_xor_sync(0xffffffffu, v, 16);
            if (lane < 4) {
                to[8 * t + 2 * lane + e] = v;
            }
        }
    }
}

// One tile of dS of a group, summed over its heads, to `d_scores` [parts, groups, tiles, BM, BM], and the sums of W of
// each head over the tile's columns and rows, to `w_j` and `w_i` [parts, heads, tiles, BM].
extern "C" __global__ void __launch_bounds__(THREADS) ssd_scores(
        const T_ACT* __restrict__ xbc, const T_ACT* __restrict__ dy, const float* __restrict__ decay_base,
        long long size, T_ACT* __restrict__ d_scores, float* __restrict__ w_j, float* __restrict__ w_i, float input,
        SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ __align__(16) unsigned char memory[];
    __shared__ float columns_of_warps[WARPS][BM];
    T_ACT* s_b = (T_ACT*) memory;
    T_ACT* s_c = s_b + BM * LDN;
    T_ACT* s_x = (T_ACT*) memory;
    T_ACT* s_dy = s_x + 2 * BM * LDP;
    int blocks = shape.blocks();
    int tiles = blocks * (blocks + 1) / 2;
    int tile = blockIdx.x % tiles;
    int group = blockIdx.x / tiles % groups;
    int part = blockIdx.x / tiles / groups;
    int ib = 0;
    while (tile_of(0, ib + 1) <= tile) {
        ib++;
    }
    int jb = tile - tile_of(0, ib);
    int q = shape.rows(part);
    if (ib * BM >= q) {
        return;
    }
    int ld = shape.channels();
    int inner = shape.inner();
    long long row = shape.row(part);
    int per_group = heads / groups;
    int head = group * per_group;
    Decay decay(decay_base, size);
    Lane lane;
    int j0 = 16 * lane.warp + lane.row;

    load_tile<BM, NP>(s_b, xbc + (row + jb * BM) * ld + shape.column_b(group), ld, q - jb * BM, N);
    load_tile<BM, NP>(s_c, xbc + (row + ib * BM) * ld + shape.column_c(group), ld, q - ib * BM, N);
    commit_tiles();
    wait_tiles<0>();
    __syncthreads();
    float scores[BM / 8][4];
    float d[BM / 8][4];
    clear<BM / 8>(scores);
    clear<BM / 8>(d);
    multiply_tiles<BM / 8, NP, false, true>(scores, s_b, LDN, 16 * lane.warp, s_c, LDN, 0);
    __syncthreads();
    const T_ACT* x = xbc + (row + jb * BM) * ld + head * P;
    const T_ACT* v = dy + (row + ib * BM) * inner + head * P;
    load_tile<BM, PP>(s_x, x, ld, q - jb * BM, P);
    load_tile<BM, PP>(s_dy, v, inner, q - ib * BM, P);
    commit_tiles();
    for (int h = 0; h < per_group; h++) {
        int now = (h & 1) * BM * LDP;
        if (h + 1 < per_group) {
            int later = BM * LDP - now;
            load_tile<BM, PP>(s_x + later, x + (h + 1) * P, ld, q - jb * BM, P);
            load_tile<BM, PP>(s_dy + later, v + (h + 1) * P, inner, q - ib * BM, P);
            commit_tiles();
            wait_tiles<1>();
        } else {
            wait_tiles<0>();
        }
        __syncthreads();
        float m[BM / 8][4];
        clear<BM / 8>(m);
        multiply_tiles<BM / 8, PP, false, true>(m, s_x + now, LDP, 16 * lane.warp, s_dy + now, LDP, 0);
        long long at = shape.of_head(part, head + h) * chunk;
        long long to = (((long long) part * heads + head + h) * tiles + tile) * BM;
        Sum sums[2];
        float step[2];
        float row_sum[2] = {0, 0};
        float columns[BM / 8][2];
#pragma unroll
        for (int half = 0; half < 2; half++) {
            sums[half] = decay.sum(at + jb * BM + j0 + 8 * half);
            step[half] = decay.dt[at + jb * BM + j0 + 8 * half] * input;
        }
#pragma unroll
        for (int t = 0; t < BM / 8; t++) {
            columns[t][0] = 0;
            columns[t][1] = 0;
#pragma unroll
            for (int e = 0; e < 4; e++) {
                int i = 8 * t + 2 * lane.pair + (e & 1);
                int j = j0 + (e & 2) * 4;
                float weight = decay_between(decay.sum(at + ib * BM + i), sums[e >> 1]) * step[e >> 1] * m[t][e];
                d[t][e] += ib > jb || i >= j ? weight : 0.f;
                float w = ib > jb || i > j ? weight * scores[t][e] : 0.f;
                row_sum[e >> 1] += w;
                columns[t][e & 1] += w;
            }
        }
#pragma unroll
        for (int half = 0; half < 2; half++) {
            float sum = sum_of_row(row_sum[half]);
            if (lane.pair == 0) {
                w_j[to + j0 + 8 * half] = sum;
            }
        }
        store_column_sums(columns, columns_of_warps[lane.warp]);
        __syncthreads();
        if (threadIdx.x < BM) {
            float sum = 0;
            for (int w = 0; w < WARPS; w++) {
                sum += columns_of_warps[w][threadIdx.x];
            }
            w_i[to + threadIdx.x] = sum;
        }
    }
    T_ACT* to = d_scores + (long long) blockIdx.x * (BM * BM);
#pragma unroll
    for (int t = 0; t < BM / 8; t++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
            store_pair(to + (j0 + 8 * half) * BM + 8 * t + 2 * lane.pair, d[t][2 * half], d[t][2 * half + 1], true);
        }
    }
}

// dB or dC of BM rows of one chunk and NB columns of a group.
extern "C" __global__ void __launch_bounds__(THREADS) ssd_b_c(
        const T_ACT* __restrict__ xbc, const T_ACT* __restrict__ dy, const float* __restrict__ decay_base,
        long long size, const float* __restrict__ entry, const float* __restrict__ next,
        const T_ACT* __restrict__ d_scores, T_ACT* __restrict__ dxbc, float input, SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ __align__(16) unsigned char memory[];
    __shared__ float weight[BM];
    constexpr int A_SIZE = BM * (LDM > LDP ? LDM : LDP);
    T_ACT* s_a = (T_ACT*) memory;
    T_ACT* s_v = s_a + A_SIZE;
    constexpr int N_BLOCKS = (N + NB - 1) / NB;
    int block = blockIdx.x;
    int n = block % N_BLOCKS * NB;
    block /= N_BLOCKS;
    bool of_b = block % 2 == 0;
    block /= 2;
    int blocks = shape.blocks();
    int rb = block % blocks;
    block /= blocks;
    int group = block % groups;
    int part = block / groups;
    int q = shape.rows(part);
    if (rb * BM >= q) {
        return;
    }
    int tiles = blocks * (blocks + 1) / 2;
    int ld = shape.channels();
    int inner = shape.inner();
    long long row = shape.row(part);
    Decay decay(decay_base, size);
    Lane lane;
    float acc[NB / 8][4];
    clear<NB / 8>(acc);
    const T_ACT* d = d_scores + ((long long) part * groups + group) * tiles * (BM * BM);
    const T_ACT* other = xbc + row * ld + (of_b ? shape.column_c(group) : shape.column_b(group)) + n;
    int from = of_b ? rb : 0;
    int to = of_b ? (q + BM - 1) / BM : rb + 1;
    for (int k = from; k < to; k++) {
        __syncthreads();
        load_tile<BM, BM>(s_a, d + (of_b ? tile_of(rb, k) : tile_of(k, rb)) * (BM * BM), BM, BM, BM);
        load_tile<BM, NB>(s_v, other + (long long) k * BM * ld, ld, q - k * BM, N - n);
        commit_tiles();
        wait_tiles<0>();
        __syncthreads();
        if (of_b) {
            multiply_tiles<NB / 8, BM, false, false>(acc, s_a, LDM, 16 * lane.warp, s_v, LDB, 0);
        } else {
            multiply_tiles<NB / 8, BM, true, false>(acc, s_a, LDM, 16 * lane.warp, s_v, LDB, 0);
        }
    }
    const float* state = of_b ? next : entry;
    if (state) {
        int per_group = heads / groups;
        for (int head = group * per_group; head < (group + 1) * per_group; head++) {
            long long of_head = shape.of_head(part, head);
            long long at = of_head * chunk + rb * BM;
            __syncthreads();
            if (threadIdx.x < BM) {
                Sum c = decay.sum(at + threadIdx.x);
                weight[threadIdx.x] = of_b ? decay_between(decay.sum(of_head * chunk + chunk - 1), c)
                        * decay.dt[at + threadIdx.x] * input : decay_exp(c.high);
            }
            load_state<NB>(s_v, state + of_head * (P * N), n);
            __syncthreads();
            load_scaled<BM, PP>(s_a, of_b ? xbc + (row + rb * BM) * ld + head * P
                                          : dy + (row + rb * BM) * inner + head * P,
                                of_b ? ld : inner, q - rb * BM, P, weight);
            __syncthreads();
            multiply_tiles<NB / 8, PP, false, false>(acc, s_a, LDP, 16 * lane.warp, s_v, LDB, 0);
        }
    }
    T_ACT* out = dxbc + (row + rb * BM) * ld + (of_b ? shape.column_b(group) : shape.column_c(group));
#pragma unroll
    for (int t = 0; t < NB / 8; t++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
            int r = 16 * lane.warp + lane.row + 8 * half;
            int column = n + 8 * t + 2 * lane.pair;
            if (rb * BM + r < q && column < N) {
                store_pair(out + (long long) r * ld + column, acc[t][2 * half], acc[t][2 * half + 1], column + 1 < N);
            }
        }
    }
}

constexpr int MAX_CHUNK = 256;

// The gradients of raw dt, a warp for one chunk of a head, and its parts of those of A (times A) and of the bias, to
// `sums` [parts, heads, 2]. `raw` and `d_raw` point at the first column of dt.
extern "C" __global__ void __launch_bounds__(256) ssd_steps(
        const T_ACT* __restrict__ raw, int ld, const float* __restrict__ bias, const float* __restrict__ a_log,
        const float* __restrict__ decay_base, long long size, const float* __restrict__ rows,
        const float* __restrict__ whole, const float* __restrict__ w_j, const float* __restrict__ w_i,
        int has_entry, int has_next, T_ACT* __restrict__ d_raw, double* __restrict__ sums, SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    int part = blockIdx.x;
    int head = blockIdx.y * 8 + (threadIdx.x >> 5);
    if (head >= heads) {
        return;
    }
    int lane = threadIdx.x & 31;
    int q = shape.rows(part);
    int blocks = shape.blocks();
    int tiles = blocks * (blocks + 1) / 2;
    long long at = shape.of_head(part, head) * chunk;
    long long of_tiles = ((long long) part * heads + head) * tiles * BM;
    int per = chunk / 32;
    int used = (q + BM - 1) / BM;
    double dc[MAX_CHUNK / 32];
    double to_next[MAX_CHUNK / 32];
    double dc_sum = 0;
    double next_sum = 0;
#pragma unroll
    for (int e = 0; e < MAX_CHUNK / 32; e++) {
        int r = lane * per + e;
        dc[e] = 0;
        to_next[e] = 0;
        if (e < per && r < q) {
            int block = r / BM;
            double sum = has_entry ? rows[size + at + r] : 0.f;
#pragma unroll 1
            for (int j = 0; j <= block; j++) {
                sum += w_i[of_tiles + tile_of(j, block) * BM + r % BM];
            }
#pragma unroll 1
            for (int i = block; i < used; i++) {
                sum -= w_j[of_tiles + tile_of(block, i) * BM + r % BM];
            }
            dc[e] = sum;
            to_next[e] = has_next ? rows[2 * size + at + r] : 0.f;
        }
        dc_sum += dc[e];
        next_sum += to_next[e];
    }
    // The gradient of dt A at a row is the sum of dc from that row on. The next state's part of dc is minus its terms
    // at their rows and plus their sum at the last: together the terms before the row.
    double after = dc_sum;
    double before = next_sum;
    for (int o = 1; o < 32; o <<= 1) {
        double high = __shfl_down_sync(0xffffffffu, after, o);
        double low = __shfl_up_sync(0xffffffffu, before, o);
        after += lane + o < 32 ? high : 0;
        before += lane >= o ? low : 0;
    }
    before -= next_sum;
    double constant = has_entry && has_next ? whole[(long long) part * heads + head] : 0.f;
    double a = -(double) expf(a_log[head]);
    double a_sum = 0;
    double bias_sum = 0;
#pragma unroll
    for (int e = 0; e < MAX_CHUNK / 32; e++) {
        int r = lane * per + e;
        if (e < per && r < q) {
            double later = after + before + constant;
            long long where = shape.row(part) + r;
            float slope = 1.f / (1.f + expf(-(to_float(raw[where * ld + head]) + bias[head])));
            float gradient = (float) (a * later + rows[at + r]) * slope;
            d_raw[where * ld + head] = from_float<T_ACT>(gradient);
            a_sum += later * decay_base[at + r];
            bias_sum += gradient;
        }
        after -= dc[e];
        before += to_next[e];
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
