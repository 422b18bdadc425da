// State space duality, forward (arXiv 2405.21060, section 6): chunks of `chunk` positions, a multiple of BM. With c the
// sums of the log-decays within a chunk, h the state before it and s the factor on the input:
//   y_i = sum over j <= i of (C_i.B_j) exp(c_i - c_j) s dt_j x_j  +  exp(c_i) C_i.h  +  D x_i
//   h'  = exp(c_last) h + sum over j of exp(c_last - c_j) s dt_j x_j B_j
// Launches: ssd_decay; ssd_states and ssd_pass where there is more than one chunk or the last state is wanted;
// ssd_output. States are [sequences, heads, chunks, P, N] in float32.
#include "ssd_chunk.cuh"

// dt = softplus(raw + bias) and the sums c of dt A + log_decay within each chunk. Beyond a chunk's rows dt is 0 and c
// stays. A block of 256 threads works on one chunk of eight heads; `raw` points at the first column of dt.
extern "C" __global__ void __launch_bounds__(256) ssd_decay(
        const T_ACT* __restrict__ raw, int ld, const float* __restrict__ bias, const float* __restrict__ a_log,
        float log_decay, float* __restrict__ decay, long long size, SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    __shared__ float steps[HEADS_A_BLOCK][SPREAD_CHUNK];
    __shared__ double sums[HEADS_A_BLOCK][SPREAD_CHUNK];
    int part = blockIdx.x;
    int first = blockIdx.y * HEADS_A_BLOCK;
    int q = shape.rows(part);
    long long row = shape.row(part);
#pragma unroll 4
    for (int i = threadIdx.x; i < chunk * HEADS_A_BLOCK; i += 256) {
        int h = i % HEADS_A_BLOCK;
        int r = i / HEADS_A_BLOCK;
        if (first + h < heads) {
            float v = r < q ? to_float(raw[(row + r) * ld + first + h]) + bias[first + h] : 0.f;
            steps[h][spread(r)] = r < q ? fmaxf(v, 0.f) + log1pf(expf(-fabsf(v))) : 0.f;
        }
    }
    __syncthreads();
    int h = threadIdx.x >> 5;
    int head = first + h;
    if (head >= heads) {
        return;
    }
    int lane = threadIdx.x & 31;
    double a = -expf(a_log[head]);
    int per = chunk / 32;
    double own = 0;
    for (int r = lane * per; r < min(q, lane * per + per); r++) {
        own += steps[h][spread(r)] * a + log_decay;
        sums[h][spread(r)] = own;
    }
    double before = own;
    for (int o = 1; o < 32; o <<= 1) {
        double v = __shfl_up_sync(0xffffffffu, before, o);
        before += lane >= o ? v : 0;
    }
    before -= own;
    long long at = shape.of_head(part, head) * chunk;
    for (int r = lane * per; r < lane * per + per; r++) {
        sums[h][spread(r)] = before + (r < q ? sums[h][spread(r)] : own);
    }
    __syncwarp();
    for (int r = lane; r < chunk; r += 32) {
        double c = sums[h][spread(r)] * LOG_UNIT;
        decay[at + r] = steps[h][spread(r)];
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
    __shared__ __align__(16) float weight[MAX_CHUNK];
    constexpr int STAGE = TileX::SIZE + Tile<BM, NB>::SIZE;
    T_ACT* tiles = aligned(memory);
    int first = blockIdx.x % N_BLOCKS * NB;
    int head = blockIdx.x / N_BLOCKS % heads;
    int part = blockIdx.x / N_BLOCKS / heads;
    int group = head / (heads / groups);
    int q = shape.rows(part);
    long long of_head = shape.of_head(part, head);
    Decay decay(decay_base, size);
    long long at = of_head * chunk;
    Lane lane;
    u += shape.row(part) * ld_u + head * P;
    v += shape.row(part) * ld_v + group * N + first;
    auto load = [&](int j) {
        T_ACT* s = tiles + (j / BM & 1) * STAGE;
        load_tile<BM, PP>(s, u + (long long) j * ld_u, ld_u, q - j, P);
        load_tile<BM, NB>(s + TileX::SIZE, v + (long long) j * ld_v, ld_v, q - j, N - first);
        commit_tiles();
    };
    load(0);
    Sum last = decay.sum(at + chunk - 1);
    for (int j = threadIdx.x; j < chunk; j += THREADS) {
        Sum c = decay.sum(at + j);
        weight[j] = forward ? decay_between(last, c) * decay.dt[at + j] * input : decay_exp(c.high);
    }
    float acc[WARP_UNITS][UNIT / 8][4];
#pragma unroll
    for (int i = 0; i < WARP_UNITS; i++) {
        clear<UNIT / 8>(acc[i]);
    }
    for (int j = 0; j < q; j += BM) {
        wait_tiles<0>();
        __syncthreads();
        if (j + BM < q) {
            load(j + BM);
        }
        const T_ACT* s = tiles + (j / BM & 1) * STAGE;
#pragma unroll
        for (int i = 0; i < WARP_UNITS; i++) {
            int unit = lane.warp * WARP_UNITS + i;
            if (unit < UNITS) {
                int m = unit / (NB / UNIT) * 16;
                multiply_rows<UNIT / 8, BM, Tile<BM, NB>, UNIT == NB && UNITS % WARPS == 0>(
                        acc[i], s + TileX::SIZE, unit % (NB / UNIT) * UNIT, [&](Operand& f, int k) {
                    operand_load<TileX, true>(f, s, m, k);
                    scale_columns(f, weight + j + k);
                });
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
            for (int half = 0; half < 2; half++) {
                int p = unit / (NB / UNIT) * 16 + lane.row + 8 * half;
                int n = first + unit % (NB / UNIT) * UNIT + 8 * t + 2 * lane.pair;
                if (unit < UNITS && p < P && n < N) {
#if VECTOR
                    *(float2*) (to + p * N + n) = make_float2(acc[i][t][2 * half], acc[i][t][2 * half + 1]);
#else
                    to[p * N + n] = acc[i][t][2 * half];
                    if (n + 1 < N) {
                        to[p * N + n + 1] = acc[i][t][2 * half + 1];
                    }
#endif
                }
            }
        }
    }
}

constexpr int PASS = VECTOR ? 4 : 1;

// Carries states over the chunks in float32: from what each chunk adds to the state before it (`forward`), or to the
// gradient of the state after it. `carried` receives them as products take them; it may be `added` where its type is
// float. A thread works on PASS elements; `initial` and `last_state` may be null, or the same.
extern "C" __global__ void __launch_bounds__(128) ssd_pass(
        const float* added, T_ACT* carried, const float* __restrict__ decay_base, long long size, const float* initial,
        float* last_state, int forward, SHAPE_ARGUMENTS) {
    constexpr int BLOCKS = (P * N / PASS + 127) / 128;
    constexpr int AHEAD = 8;
    int element = (blockIdx.x % BLOCKS * 128 + threadIdx.x) * PASS;
    long long head = blockIdx.x / BLOCKS;
    if (element >= P * N) {
        return;
    }
    const float* last = decay_base + size + head * chunks * chunk + chunk - 1;
    long long mine = head * chunks * (P * N) + element;
    float state[PASS];
#pragma unroll
    for (int e = 0; e < PASS; e++) {
        state[e] = initial ? initial[head * (P * N) + element + e] : 0.f;
    }
    for (int k = 0; k < chunks; k += AHEAD) {
        float v[AHEAD][PASS];
        float whole[AHEAD];
#pragma unroll
        for (int i = 0; i < AHEAD; i++) {
            if (k + i < chunks) {
                int at = forward ? k + i : chunks - 1 - k - i;
                const float* from = added + mine + (long long) at * (P * N);
#if VECTOR
                *(float4*) v[i] = *(const float4*) from;
#else
                v[i][0] = *from;
#endif
                whole[i] = decay_exp(last[(long long) at * chunk]);
            }
        }
#pragma unroll
        for (int i = 0; i < AHEAD; i++) {
            if (k + i < chunks) {
                int at = forward ? k + i : chunks - 1 - k - i;
                T_ACT* to = carried + mine + (long long) at * (P * N);
                alignas(16) T_ACT rounded[PASS];
#pragma unroll
                for (int e = 0; e < PASS; e++) {
                    rounded[e] = from_float<T_ACT>(state[e]);
                    state[e] = fmaf(whole[i], state[e], v[i][e]);
                }
#if VECTOR && ARITHMETIC == 2
                *(uint2*) to = *(const uint2*) rounded;
#elif VECTOR
                *(float4*) to = *(const float4*) rounded;
#else
                *to = rounded[0];
#endif
            }
        }
    }
    if (last_state) {
#pragma unroll
        for (int e = 0; e < PASS; e++) {
            last_state[head * (P * N) + element + e] = state[e];
        }
    }
}

// y of BM rows of one chunk, HB heads. `entry`: states before the chunks, null where they are zero.
extern "C" __global__ void __launch_bounds__(THREADS, RESIDENT) ssd_output(
        const T_ACT* __restrict__ xbc, const float* __restrict__ decay_base, long long size,
        const float* __restrict__ skip, const T_ACT* __restrict__ entry, T_ACT* __restrict__ y, float input,
        SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ __align__(16) unsigned char memory[];
    // exp(c_first - c_j) s dt_j of the columns before the diagonal block, c_first that of its first row.
    __shared__ __align__(16) float factor[HB][MAX_CHUNK];
    __shared__ __align__(16) BlockDecay diagonal[HB];
    T_ACT* s_c = aligned(memory);
    T_ACT* s_b = s_c + TileN::SIZE;
    T_ACT* s_x = s_b + TileN::SIZE;
    int per_group = heads / groups;
    int head_blocks = (per_group + HB - 1) / HB;
    int block = blockIdx.x;
    int hb = block % head_blocks;
    block /= head_blocks;
    int group = block % groups;
    block /= groups;
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
    const T_ACT* x = xbc + row * ld + head * P;
    const T_ACT* b = xbc + row * ld + shape.column_b(group);
    const T_ACT* c = xbc + row * ld + shape.column_c(group);
    Decay decay(decay_base, size);
    Lane lane;
    int i0 = 16 * lane.warp + lane.row;
    auto load_x = [&](int jb) {
        for (int h = 0; h < count; h++) {
            load_tile<BM, PP>(s_x + jb % STAGES * HEAD_TILES + h * TileX::SIZE,
                              x + (long long) jb * BM * ld + h * P, ld, q - jb * BM, P);
        }
    };

    load_tile<BM, NP>(s_c, c + (long long) ib * BM * ld, ld, q - ib * BM, N);
    if (!entry) {
        load_tile<BM, NP>(s_b, b, ld, q, N);
        load_x(0);
    }
    commit_tiles();
    float acc[HB][PP / 8][4];
#pragma unroll
    for (int h = 0; h < HB; h++) {
        clear<PP / 8>(acc[h]);
    }
    load_decays<true>(decay, shape.of_head(part, head) * chunk, shape.of_next_head() * chunk, count, ib, 0,
                      (ib + 1) * BM, input, factor, diagonal);
    if (entry) {
        // As many states at once as there is room for where B and x will be.
        constexpr int TOGETHER = HB * TileState::SIZE <= TileN::SIZE + STAGES * HEAD_TILES ? HB : 1;
#pragma unroll
        for (int first = 0; first < HB; first += TOGETHER) {
            __syncthreads();
#pragma unroll
            for (int h = first; h < first + TOGETHER; h++) {
                if (h < count) {
                    load_tile<PP, NP>(s_b + (h - first) * TileState::SIZE,
                                      entry + shape.of_head(part, head + h) * (P * N), N, P, N);
                }
            }
            commit_tiles();
            wait_tiles<0>();
            __syncthreads();
#pragma unroll
            for (int h = first; h < first + TOGETHER; h++) {
                if (h < count) {
                    multiply_tiles<PP / 8, NP, TileN, TileState, true>(acc[h], s_c,
                                                                       s_b + (h - first) * TileState::SIZE);
                    float from_start = decay_exp(diagonal[h].high[0]);
                    scale_accumulators(acc[h], from_start, from_start);
                }
            }
        }
        __syncthreads();
        load_tile<BM, NP>(s_b, b, ld, q, N);
        load_x(0);
        commit_tiles();
    }
    for (int jb = 0; jb <= ib; jb++) {
        wait_tiles<0>();
        __syncthreads();
        if (STAGES == 2 && jb < ib) {
            load_x(jb + 1);
            commit_tiles();
        }
        float scores[BM / 8][4];
        clear<BM / 8>(scores);
        multiply_tiles<BM / 8, NP, TileN, TileN, true>(scores, s_c, s_b);
        __syncthreads();
        if (jb < ib) {
            load_tile<BM, NP>(s_b, b + (long long) (jb + 1) * BM * ld, ld, q - (jb + 1) * BM, N);
            commit_tiles();
        }
#pragma unroll
        for (int h = 0; h < HB; h++) {
            if (h < count) {
                const T_ACT* s = s_x + jb % STAGES * HEAD_TILES + h * TileX::SIZE;
                if (jb < ib) {
                    apply_scaled(acc[h], scores, factor[h] + jb * BM, s);
                } else {
                    if (entry || ib > 0) {
                        Sum reference = diagonal[h].sum(0);
                        scale_accumulators(acc[h], decay_between(diagonal[h].sum(i0), reference),
                                           decay_between(diagonal[h].sum(i0 + 8), reference));
                    }
                    apply_diagonal<true>(acc[h], scores, diagonal[h], s);
                }
            }
        }
        if (STAGES == 1 && jb < ib) {
            __syncthreads();
            load_x(jb + 1);
            commit_tiles();
        }
    }
    // The last tile of x is that of the block's own rows: y takes its place once all warps are done with it.
    __syncthreads();
#pragma unroll
    for (int h = 0; h < HB; h++) {
        if (h < count) {
            float d = skip[head + h];
            T_ACT* s = s_x + ib % STAGES * HEAD_TILES + h * TileX::SIZE;
#pragma unroll
            for (int t = 0; t < PP / 8; t++) {
#pragma unroll
                for (int half = 0; half < 2; half++) {
                    T_ACT* p = s + TileX::at(i0 + 8 * half, 8 * t + 2 * lane.pair);
                    float2 own = pair_of(p);
                    set_pair(p, fmaf(d, own.x, acc[h][t][2 * half]), fmaf(d, own.y, acc[h][t][2 * half + 1]));
                }
            }
            __syncwarp();
            store_tile<PP>(s, y + (row + ib * BM) * shape.inner() + (head + h) * P, shape.inner(), q - ib * BM, P);
        }
    }
}
