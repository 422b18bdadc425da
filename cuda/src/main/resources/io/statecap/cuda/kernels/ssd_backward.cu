// State space duality, backward (notation in ssd.cu). With L_ij = exp(c_i - c_j), S = C B^T, dM_ij = dy_i.x_j of a head
// and g the gradient of the state after the chunk:
//   dx_j = s dt_j (sum over i >= j of S_ij L_ij dy_i  +  exp(c_last - c_j) B_j.g) + D dy_j
//   dS_ij = sum over heads of dM_ij L_ij s dt_j;  dC = dS B + sum over heads of exp(c_i) dy_i.h;
//   dB = dS^T C + sum over heads of exp(c_last - c_j) s dt_j x_j.g
//   dc_i = sum over j of W_ij - sum over k of W_ki + states' terms, W_ij = dM_ij S_ij L_ij s dt_j below the diagonal
// The diagonal of W cancels exactly and is left out: where decays are strong, its rounding would exceed the rest.
// Launches: ssd_states and ssd_pass backward where there is more than one chunk; ssd_inputs; ssd_scores and ssd_b_c of
// ssd_scores.cu; ssd_steps; ssd_heads.
#include "ssd_chunk.cuh"

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

// Scalar products of the block's rows of a tile in shared memory with accumulators, for the lane's two rows.
__device__ __forceinline__ float2 row_products(const float (*acc)[4], const T_ACT* s) {
    Lane lane;
    float sums[2];
#pragma unroll
    for (int half = 0; half < 2; half++) {
        sums[half] = 0;
#pragma unroll
        for (int t = 0; t < PP / 8; t++) {
            float2 v = pair_of(s + TileX::at(16 * lane.warp + lane.row + 8 * half, 8 * t + 2 * lane.pair));
            sums[half] += v.x * acc[t][2 * half] + v.y * acc[t][2 * half + 1];
        }
        sums[half] = sum_of_row(sums[half]);
    }
    return make_float2(sums[0], sums[1]);
}

// dx of BM rows of one chunk, HB heads, and what the gradients of dt, c and D need:
//   rows   arrays [sequences, heads, chunks, chunk] of `size` each: s x_j.dX_j with dx = s dt dX + D dy; the state's
//          term exp(c_i) dy_i.(C_i.h); the next state's term s dt_j exp(c_last - c_j) x_j.(B_j.g)
//   whole  [parts, heads]: exp(c_last) h.g
//   d_skip [parts, blocks, heads]: sum of x.dy
// `entry` h or null, `next` g or null, where they are zero.
extern "C" __global__ void __launch_bounds__(THREADS, RESIDENT) ssd_inputs(
        const T_ACT* __restrict__ xbc, const T_ACT* __restrict__ dy, const float* __restrict__ decay_base,
        long long size, const float* __restrict__ skip, const T_ACT* __restrict__ entry,
        const T_ACT* __restrict__ next, T_ACT* __restrict__ dxbc, float* __restrict__ rows,
        float* __restrict__ whole, float* __restrict__ d_skip, float input, SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ __align__(16) unsigned char memory[];
    __shared__ float per_warp[WARPS];
    // exp(c_i - c_last of the block) of the columns after the diagonal block.
    __shared__ __align__(16) float factor[HB][MAX_CHUNK];
    __shared__ __align__(16) BlockDecay diagonal[HB];
    T_ACT* s_b = aligned(memory);
    T_ACT* s_c = s_b + TileN::SIZE;
    constexpr int B_AND_STATE = TileN::SIZE + (BM > PP ? TileN::SIZE : TileState::SIZE);
    T_ACT* s_dy = s_b + (B_AND_STATE > TileX::SIZE ? B_AND_STATE : TileX::SIZE);
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
    int left = q - jb * BM;
    long long row = shape.row(part);
    const T_ACT* own_x = xbc + (row + jb * BM) * ld + head * P;
    const T_ACT* own_b = xbc + (row + jb * BM) * ld + shape.column_b(group);
    const T_ACT* c = xbc + row * ld + shape.column_c(group);
    dy += row * inner + head * P;
    Decay decay(decay_base, size);
    Lane lane;
    int j0 = 16 * lane.warp + lane.row;
    // Blocks of columns from the last to the diagonal.
    int last_block = (q - 1) / BM;
    auto load_dy = [&](int ib, int stage) {
        for (int h = 0; h < count; h++) {
            load_tile<BM, PP>(s_dy + stage * HEAD_TILES + h * TileX::SIZE,
                              dy + (long long) ib * BM * inner + h * P, inner, q - ib * BM, P);
        }
    };
    auto load_x = [&](int stage) {
        for (int h = 0; h < count; h++) {
            load_tile<BM, PP>(s_dy + stage * HEAD_TILES + h * TileX::SIZE, own_x + h * P, ld, left, P);
        }
    };
    auto load_first = [&]() {
        load_tile<BM, NP>(s_b, own_b, ld, left, N);
        load_tile<BM, NP>(s_c, c + (long long) last_block * BM * ld, ld, q - last_block * BM, N);
        load_dy(last_block, last_block % STAGES);
        commit_tiles();
    };

    if (!entry && !next) {
        load_first();
    }
    load_decays<false>(decay, shape.of_head(part, head) * chunk, shape.of_next_head() * chunk, count, jb, jb * BM,
                       (last_block + 1) * BM, input, factor, diagonal);
    float acc[HB][PP / 8][4];
    // States where C will be, as many at once as there is room for in the second stage of dy.
    constexpr int TOGETHER = STAGES == 2 && (HB - 1) * TileState::SIZE <= HEAD_TILES ? HB : 1;
    auto state_at = [&](int h) { return h % TOGETHER == 0 ? s_c : s_dy + HEAD_TILES + (h - 1) * TileState::SIZE; };
    auto load_states = [&](const T_ACT* states, int first) {
        for (int h = first; h < min(count, first + TOGETHER); h++) {
            load_tile<PP, NP>(state_at(h), states + shape.of_head(part, head + h) * (P * N), N, P, N);
        }
        commit_tiles();
        wait_tiles<0>();
        __syncthreads();
    };
    if (entry) {
        load_tile<BM, NP>(s_b, c + (long long) jb * BM * ld, ld, left, N);
        load_dy(jb, 0);
        for (int h = 0; h < count; h++) {
            if (h % TOGETHER == 0) {
                load_states(entry, h);
            }
            clear<PP / 8>(acc[0]);
            multiply_tiles<PP / 8, NP, TileN, TileState, true>(acc[0], s_b, state_at(h));
            float2 products = row_products(acc[0], s_dy + h * TileX::SIZE);
            if (lane.pair == 0) {
                float* to = rows + size + shape.of_head(part, head + h) * chunk + jb * BM + j0;
                to[0] = decay_exp(diagonal[h].high[j0]) * products.x;
                to[8] = decay_exp(diagonal[h].high[j0 + 8]) * products.y;
            }
            if ((h + 1) % TOGETHER == 0 || h + 1 == count) {
                __syncthreads();
            }
        }
    }
    if (next) {
        load_tile<BM, NP>(s_b, own_b, ld, left, N);
        load_x(0);
    }
#pragma unroll
    for (int h = 0; h < HB; h++) {
        clear<PP / 8>(acc[h]);
        if (next && h < count) {
            long long of_head = shape.of_head(part, head + h);
            if (h % TOGETHER == 0) {
                load_states(next, h);
            }
            const T_ACT* state = state_at(h);
            multiply_tiles<PP / 8, NP, TileN, TileState, true>(acc[h], s_b, state);
            Sum last = decay.sum(of_head * chunk + chunk - 1);
            float2 products = row_products(acc[h], s_dy + h * TileX::SIZE);
            if (lane.pair == 0) {
                float* to = rows + 2 * size + of_head * chunk + jb * BM + j0;
                to[0] = decay_between(last, diagonal[h].sum(j0)) * diagonal[h].step[j0] * products.x;
                to[8] = decay_between(last, diagonal[h].sum(j0 + 8)) * diagonal[h].step[j0 + 8] * products.y;
            }
            float to_end = decay_between(last, diagonal[h].sum(BM - 1));
            scale_accumulators(acc[h], to_end, to_end);
            if (entry && jb == 0) {
                const T_ACT* before = entry + of_head * (P * N);
                float sum = 0;
#pragma unroll 4
                for (int i = threadIdx.x * VEC; i < P * N; i += THREADS * VEC) {
                    alignas(16) T_ACT v[VEC];
                    alignas(16) T_ACT g[VEC];
                    load_elements(v, before + i);
                    load_elements(g, state + TileState::at(i / N, i % N));
#pragma unroll
                    for (int e = 0; e < VEC; e++) {
                        sum = fmaf(to_float(g[e]), to_float(v[e]), sum);
                    }
                }
                sum = sum_of_block(sum, per_warp);
                if (threadIdx.x == 0) {
                    whole[(long long) part * heads + head + h] = decay_exp(last.high) * sum;
                }
            }
            if ((h + 1) % TOGETHER == 0 || h + 1 == count) {
                __syncthreads();
            }
        }
    }
    if (entry || next) {
        load_first();
    }
    for (int ib = last_block; ib >= jb; ib--) {
        wait_tiles<0>();
        __syncthreads();
        if (STAGES == 2) {
            if (ib > jb) {
                load_dy(ib - 1, (ib - 1) % STAGES);
            } else {
                load_x((jb + 1) % STAGES);
            }
            commit_tiles();
        }
        float scores[BM / 8][4];
        clear<BM / 8>(scores);
        multiply_tiles<BM / 8, NP, TileN, TileN, true>(scores, s_b, s_c);
        __syncthreads();
        if (ib > jb) {
            load_tile<BM, NP>(s_c, c + (long long) (ib - 1) * BM * ld, ld, q - (ib - 1) * BM, N);
            commit_tiles();
        }
#pragma unroll
        for (int h = 0; h < HB; h++) {
            if (h < count) {
                const T_ACT* s = s_dy + ib % STAGES * HEAD_TILES + h * TileX::SIZE;
                if (ib > jb) {
                    apply_scaled(acc[h], scores, factor[h] + ib * BM, s);
                } else {
                    if (next || last_block > jb) {
                        Sum reference = diagonal[h].sum(BM - 1);
                        scale_accumulators(acc[h], decay_between(reference, diagonal[h].sum(j0)),
                                           decay_between(reference, diagonal[h].sum(j0 + 8)));
                    }
                    apply_diagonal<false>(acc[h], scores, diagonal[h], s);
                }
            }
        }
        if (STAGES == 1 && ib > jb) {
            __syncthreads();
            load_dy(ib - 1, (ib - 1) % STAGES);
            commit_tiles();
        }
    }
    // Now s_dy holds dy of the block's own rows, and next to it x, which dx replaces. With one stage x goes where B and
    // C were.
    const T_ACT* tiles_dy = s_dy + jb % STAGES * HEAD_TILES;
    T_ACT* tiles_x = STAGES == 2 ? s_dy + (jb + 1) % STAGES * HEAD_TILES : s_b;
    __syncthreads();
#pragma unroll
    for (int h = 0; h < HB; h++) {
        if (h < count) {
            T_ACT* s = tiles_x + (STAGES == 2 ? h * TileX::SIZE : 0);
            if (STAGES == 1) {
                __syncthreads();
                load_tile<BM, PP>(s, own_x + h * P, ld, left, P);
                commit_tiles();
            }
            wait_tiles<0>();
            __syncthreads();
            float2 direct = row_products(acc[h], s);
            if (lane.pair == 0) {
                float* to = rows + shape.of_head(part, head + h) * chunk + jb * BM + j0;
                to[0] = input * direct.x;
                to[8] = input * direct.y;
            }
            float d = skip[head + h];
            float skip_sum = 0;
#pragma unroll
            for (int half = 0; half < 2; half++) {
                float step = diagonal[h].step[j0 + 8 * half];
#pragma unroll
                for (int t = 0; t < PP / 8; t++) {
                    int at = TileX::at(j0 + 8 * half, 8 * t + 2 * lane.pair);
                    float2 x = pair_of(s + at);
                    float2 v = pair_of(tiles_dy + h * TileX::SIZE + at);
                    skip_sum += x.x * v.x + x.y * v.y;
                    set_pair(s + at, fmaf(step, acc[h][t][2 * half], d * v.x),
                             fmaf(step, acc[h][t][2 * half + 1], d * v.y));
                }
            }
            __syncwarp();
            store_tile<PP>(s, dxbc + (row + jb * BM) * ld + (head + h) * P, ld, left, P);
            skip_sum = sum_of_block(skip_sum, per_warp);
            if (threadIdx.x == 0) {
                skip_sums[h] = skip_sum;
            }
        }
    }
}
