// State space duality, backward: gradients of the scores C B^T, then of B and C (notation in ssd_backward.cu). Tiles
// are of the transpose: BM rows j by BM columns i, i >= j, those of a chunk counted by i, then j.
#include "ssd_chunk.cuh"

// One step of the sum over a warp's rows: lanes that differ by BIT share the first 2 KEPT of their sums, each keeps
// KEPT.
template <int BIT, int KEPT>
__device__ __forceinline__ void halve(float (&v)[BM / 4], int& first) {
    bool upper = threadIdx.x & BIT;
    first += upper ? KEPT : 0;
#pragma unroll
    for (int i = 0; i < KEPT; i++) {
        float sent = upper ? v[i] : v[i + KEPT];
        v[i] = (upper ? v[i + KEPT] : v[i]) + __shfl_xor_sync(0xffffffffu, sent, BIT);
    }
}

// Sums of v over the 16 rows of a warp, v[2t + e] of column 8t + 2 pair + e, to `to` [BM].
__device__ __forceinline__ void store_column_sums(float (&v)[BM / 4], float* to) {
    int first = 0;
    halve<16, BM / 8>(v, first);
    halve<8, BM / 16>(v, first);
    halve<4, BM / 32>(v, first);
#pragma unroll
    for (int i = 0; i < BM / 32; i++) {
        int column = first + i;
        to[column / 2 * 8 + 2 * (threadIdx.x & 3) + column % 2] = v[i];
    }
}

// One tile of dS of a group, summed over its heads, to `d_scores` [parts, groups, tiles, BM, BM], and the sums of W of
// each head over the tile's columns and rows, to `w_j` and `w_i` [parts, heads, tiles, BM].
extern "C" __global__ void __launch_bounds__(THREADS, RESIDENT) ssd_scores(
        const T_ACT* __restrict__ xbc, const T_ACT* __restrict__ dy, const float* __restrict__ decay_base,
        long long size, T_ACT* __restrict__ d_scores, float* __restrict__ w_j, float* __restrict__ w_i, float input,
        SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ __align__(16) unsigned char memory[];
    __shared__ float columns_of_warps[2][WARPS][BM];
    // Of the tile's rows and columns. Off the diagonal factors of exp(c_i - c_j) s dt_j, which c of the first column
    // parts; on it c, and s dt.
    __shared__ __align__(16) BlockDecay of_rows[2];
    __shared__ __align__(16) BlockDecay of_columns[2];
    T_ACT* s_b = aligned(memory);
    T_ACT* s_c = s_b + TileN::SIZE;
    T_ACT* tiles_of_heads = s_b;
    int tiles = tile_of(0, shape.blocks());
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
    bool of_row = threadIdx.x < BM;
    int mine = threadIdx.x % BM;
    // What this thread brings of one head's decays.
    Sum sum;
    Sum reference;
    float step;
    auto read_decay = [&](int h) {
        long long at = shape.of_head(part, head + h) * chunk;
        reference = decay.sum(at + ib * BM);
        sum = decay.sum(at + (of_row ? jb : ib) * BM + mine);
        step = decay.dt[at + jb * BM + mine] * input;
    };
    auto write_decay = [&](int h) {
        BlockDecay& to = of_row ? of_rows[h & 1] : of_columns[h & 1];
        if (ib == jb) {
            to.set(mine, sum, step);
        } else {
            to.step[mine] = of_row ? decay_between(reference, sum) * step : decay_between(sum, reference);
        }
    };
    const T_ACT* x = xbc + (row + jb * BM) * ld + head * P;
    dy += (row + ib * BM) * inner + head * P;
    auto load = [&](int h) {
        T_ACT* s = tiles_of_heads + (h & 1) * 2 * TileX::SIZE;
        load_tile<BM, PP>(s, x + h * P, ld, q - jb * BM, P);
        load_tile<BM, PP>(s + TileX::SIZE, dy + h * P, inner, q - ib * BM, P);
        commit_tiles();
    };

    load_tile<BM, NP>(s_b, xbc + (row + jb * BM) * ld + shape.column_b(group), ld, q - jb * BM, N);
    load_tile<BM, NP>(s_c, xbc + (row + ib * BM) * ld + shape.column_c(group), ld, q - ib * BM, N);
    commit_tiles();
    read_decay(0);
    wait_tiles<0>();
    __syncthreads();
    float scores[BM / 8][4];
    float d[BM / 8][4];
    clear<BM / 8>(scores);
    clear<BM / 8>(d);
    multiply_tiles<BM / 8, NP, TileN, TileN, true>(scores, s_b, s_c);
    __syncthreads();
    load(0);
    write_decay(0);
    long long to = (((long long) part * heads + head) * tiles + tile) * BM;
    auto store_columns = [&](int h) {
        if (threadIdx.x < BM) {
            float v = 0;
#pragma unroll
            for (int w = 0; w < WARPS; w++) {
                v += columns_of_warps[h & 1][w][threadIdx.x];
            }
            w_i[to + (long long) h * tiles * BM + threadIdx.x] = v;
        }
    };
    for (int h = 0; h < per_group; h++) {
        wait_tiles<0>();
        __syncthreads();
        if (h + 1 < per_group) {
            load(h + 1);
            read_decay(h + 1);
        }
        if (h > 0) {
            store_columns(h - 1);
        }
        float m[BM / 8][4];
        clear<BM / 8>(m);
        const T_ACT* s = tiles_of_heads + (h & 1) * 2 * TileX::SIZE;
        multiply_tiles<BM / 8, PP, TileX, TileX, true>(m, s, s + TileX::SIZE);
        const BlockDecay& in_rows = of_rows[h & 1];
        const BlockDecay& in_columns = of_columns[h & 1];
        float row_sums[2] = {0, 0};
        float columns[BM / 4];
        float of_row_steps[2] = {in_rows.step[j0], in_rows.step[j0 + 8]};
        if (ib > jb) {
#pragma unroll
            for (int t = 0; t < BM / 8; t++) {
                float2 f = *(const float2*) (in_columns.step + 8 * t + 2 * lane.pair);
                columns[2 * t] = 0;
                columns[2 * t + 1] = 0;
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    float v = m[t][e] * of_row_steps[e >> 1] * (e & 1 ? f.y : f.x);
                    d[t][e] += v;
                    row_sums[e >> 1] = fmaf(v, scores[t][e], row_sums[e >> 1]);
                    columns[2 * t + (e & 1)] = fmaf(v, scores[t][e], columns[2 * t + (e & 1)]);
                }
            }
        } else {
            Sum sums[2] = {in_rows.sum(j0), in_rows.sum(j0 + 8)};
#pragma unroll
            for (int t = 0; t < BM / 8; t++) {
                columns[2 * t] = 0;
                columns[2 * t + 1] = 0;
                if (t >= 2 * lane.warp) {
#pragma unroll
                    for (int e = 0; e < 4; e++) {
                        int i = 8 * t + 2 * lane.pair + (e & 1);
                        int j = j0 + (e & 2) * 4;
                        float v = decay_between(in_columns.sum(i), sums[e >> 1]) * of_row_steps[e >> 1] * m[t][e];
                        d[t][e] += i >= j ? v : 0.f;
                        float w = i > j ? v * scores[t][e] : 0.f;
                        row_sums[e >> 1] += w;
                        columns[2 * t + (e & 1)] += w;
                    }
                }
            }
        }
#pragma unroll
        for (int half = 0; half < 2; half++) {
            float v = sum_of_row(row_sums[half]);
            if (lane.pair == 0) {
                w_j[to + (long long) h * tiles * BM + j0 + 8 * half] = v;
            }
        }
        store_column_sums(columns, columns_of_warps[h & 1][lane.warp]);
        if (h + 1 < per_group) {
            write_decay(h + 1);
        }
    }
    __syncthreads();
    store_columns(per_group - 1);
    // The tile leaves through shared memory, row by row.
    T_ACT* s = s_b;
#pragma unroll
    for (int t = 0; t < BM / 8; t++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
            set_pair(s + TileM::at(j0 + 8 * half, 8 * t + 2 * lane.pair), d[t][2 * half], d[t][2 * half + 1]);
        }
    }
    __syncwarp();
    store_tile<BM>(s, d_scores + (long long) blockIdx.x * (BM * BM), BM, BM, BM);
}

// dB or dC of BM rows of one chunk and NB columns of a group.
extern "C" __global__ void __launch_bounds__(THREADS, RESIDENT) ssd_b_c(
        const T_ACT* __restrict__ xbc, const T_ACT* __restrict__ dy, const float* __restrict__ decay_base,
        long long size, const T_ACT* __restrict__ entry, const T_ACT* __restrict__ next,
        const T_ACT* __restrict__ d_scores, T_ACT* __restrict__ dxbc, float input, SHAPE_ARGUMENTS) {
    Shape shape SHAPE;
    extern __shared__ __align__(16) unsigned char memory[];
    using TileV = Tile<BM, NB>;
    using TileStateV = Tile<PP, NB>;
    constexpr int A_SIZE = BM > PP ? TileM::SIZE : TileX::SIZE;
    constexpr int STAGE = A_SIZE + (BM > PP ? TileV::SIZE : TileStateV::SIZE);
    T_ACT* stages = aligned(memory);
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
    int ld = shape.channels();
    int inner = shape.inner();
    long long row = shape.row(part);
    int per_group = heads / groups;
    Decay decay(decay_base, size);
    Lane lane;
    int r0 = 16 * lane.warp + lane.row;
    const T_ACT* d = d_scores + ((long long) part * groups + group) * tile_of(0, blocks) * (BM * BM);
    const T_ACT* other = xbc + row * ld + (of_b ? shape.column_c(group) : shape.column_b(group)) + n;
    const T_ACT* state = of_b ? next : entry;
    // Steps: the tiles of dS of this block's rows, then the heads.
    int from = of_b ? rb : 0;
    int by_tile = of_b ? (q + BM - 1) / BM - rb : rb + 1;
    int steps = by_tile + (state ? per_group : 0);
    Sum sums[2];
    Sum last;
    float dt[2];
    auto load = [&](int step) {
        T_ACT* s = stages + (step & 1) * STAGE;
        if (step < by_tile) {
            int k = from + step;
            load_tile<BM, BM>(s, d + (of_b ? tile_of(rb, k) : tile_of(k, rb)) * (BM * BM), BM, BM, BM);
            load_tile<BM, NB>(s + A_SIZE, other + (long long) k * BM * ld, ld, q - k * BM, N - n);
        } else {
            int head = group * per_group + step - by_tile;
            long long of_head = shape.of_head(part, head);
            long long at = of_head * chunk + rb * BM + r0;
            load_tile<BM, PP>(s, of_b ? xbc + (row + rb * BM) * ld + head * P : dy + (row + rb * BM) * inner + head * P,
                              of_b ? ld : inner, q - rb * BM, P);
            load_tile<PP, NB>(s + A_SIZE, state + of_head * (P * N) + n, N, P, N - n);
            sums[0] = decay.sum(at);
            sums[1] = decay.sum(at + 8);
            last = decay.sum(of_head * chunk + chunk - 1);
            dt[0] = decay.dt[at];
            dt[1] = decay.dt[at + 8];
        }
        commit_tiles();
    };
    float acc[NB / 8][4];
    clear<NB / 8>(acc);
    load(0);
    for (int step = 0; step < steps; step++) {
        wait_tiles<0>();
        __syncthreads();
        float top = 0;
        float bottom = 0;
        if (step >= by_tile) {
            top = of_b ? decay_between(last, sums[0]) * dt[0] * input : decay_exp(sums[0].high);
            bottom = of_b ? decay_between(last, sums[1]) * dt[1] * input : decay_exp(sums[1].high);
        }
        if (step + 1 < steps) {
            load(step + 1);
        }
        const T_ACT* s = stages + (step & 1) * STAGE;
        if (step >= by_tile) {
            multiply_rows<NB / 8, PP, TileStateV, true>(acc, s + A_SIZE, 0, [&](Operand& f, int k) {
                operand_load<TileX, false>(f, s, 16 * lane.warp, k);
                scale_rows(f, top, bottom);
            });
        } else {
            multiply_rows<NB / 8, BM, TileV, true>(acc, s + A_SIZE, 0, [&](Operand& f, int k) {
                if (of_b) {
                    operand_load<TileM, false>(f, s, 16 * lane.warp, k);
                } else {
                    operand_load<TileM, true>(f, s, 16 * lane.warp, k);
                }
            });
        }
    }
    __syncthreads();
    T_ACT* s = stages;
#pragma unroll
    for (int t = 0; t < NB / 8; t++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
            set_pair(s + TileV::at(r0 + 8 * half, 8 * t + 2 * lane.pair), acc[t][2 * half], acc[t][2 * half + 1]);
        }
    }
    __syncwarp();
    store_tile<NB>(s, dxbc + (row + rb * BM) * ld + (of_b ? shape.column_b(group) : shape.column_c(group)) + n, ld,
                   q - rb * BM, N - n);
}
