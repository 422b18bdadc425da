// What the forward and the backward kernels share: where a block works, decays, and products with a chunk's mask.
#pragma once
#include "ssd_product.cuh"

constexpr int MAX_CHUNK = 256;
// Heads that a block works on, so that C B^T is computed once for them.
constexpr int HB = PP <= 32 ? 4 : PP <= 64 ? 2 : 1;
// Tiles of x or dy in flight: the next is loaded while one is used. Float32 tiles would leave room for too few blocks.
constexpr int STAGES = sizeof(T_ACT) == 2 ? 2 : 1;
constexpr int HEAD_TILES = HB * TileX::SIZE;
// Where r lies in an array of a chunk that lanes read by runs of chunk / 32: no two lanes share a bank.
constexpr int SPREAD_CHUNK = MAX_CHUNK + MAX_CHUNK / 8;
__device__ __forceinline__ int spread(int r) { return r + (r >> 3); }
// Heads of a block of ssd_decay and ssd_steps, a warp each.
constexpr int HEADS_A_BLOCK = 8;
constexpr int N_BLOCKS = (N + NB - 1) / NB;

struct Shape {
    int heads, groups, length, chunk, chunks;

    __device__ __forceinline__ int inner() const { return heads * P; }
    __device__ __forceinline__ int channels() const { return inner() + 2 * groups * N; }
    __device__ __forceinline__ int column_b(int group) const { return inner() + group * N; }
    __device__ __forceinline__ int column_c(int group) const { return inner() + (groups + group) * N; }
    __device__ __forceinline__ int blocks() const { return chunk / BM; }
    // First row of a chunk; chunks are counted through all sequences.
    __device__ __forceinline__ long long row(int part) const {
        return (long long) (part / chunks) * length + (long long) (part % chunks) * chunk;
    }
    __device__ __forceinline__ int rows(int part) const { return min(chunk, length - part % chunks * chunk); }
    // A chunk of a head in arrays [sequences, heads, chunks, ...].
    __device__ __forceinline__ long long of_head(int part, int head) const {
        return ((long long) (part / chunks) * heads + head) * chunks + part % chunks;
    }
    __device__ __forceinline__ long long of_next_head() const { return chunks; }
};

// A shape as kernels take it.
#define SHAPE_ARGUMENTS int heads, int groups, int length, int chunk, int chunks
#define SHAPE {heads, groups, length, chunk, chunks}

// What a forward pass keeps of the step sizes: arrays [sequences, heads, chunks, chunk].
struct Decay {
    const float *dt, *high, *low;

    __device__ __forceinline__ Decay(const float* base, long long size) : dt(base), high(base + size),
            low(base + 2 * size) {}
    __device__ __forceinline__ Sum sum(long long at) const {
#if ARITHMETIC == 0
        return {high[at], low[at]};
#else
        return {high[at], 0.f};
#endif
    }
};

// Tiles of a triangle of blocks, counted by the later block, then the earlier one.
__device__ __forceinline__ int tile_of(int earlier, int later) { return later * (later + 1) / 2 + earlier; }

__device__ __forceinline__ float sum_of_row(float v) {
    v += __shfl_xor_sync(0xffffffffu, v, 1);
    return v + __shfl_xor_sync(0xffffffffu, v, 2);
}

__device__ __forceinline__ void scale_accumulators(float (*acc)[4], float top, float bottom) {
#pragma unroll
    for (int t = 0; t < PP / 8; t++) {
        acc[t][0] *= top;
        acc[t][1] *= top;
        acc[t][2] *= bottom;
        acc[t][3] *= bottom;
    }
}

// acc += (scores diag(factor)) s, for BM columns of scores; s [BM, P].
__device__ __forceinline__ void apply_scaled(float (*acc)[4], const float (*scores)[4], const float* factor,
                                             const T_ACT* s) {
    multiply_rows<PP / 8, BM, TileX, true>(acc, s, 0, [&](Operand& f, int k) {
        float2 left = *(const float2*) (factor + k + 2 * (threadIdx.x & 3));
        float2 right = *(const float2*) (factor + k + 8 + 2 * (threadIdx.x & 3));
        float m[2][4];
#pragma unroll
        for (int e = 0; e < 4; e++) {
            m[0][e] = scores[k / 8][e] * (e & 1 ? left.y : left.x);
            m[1][e] = scores[k / 8 + 1][e] * (e & 1 ? right.y : right.x);
        }
        operand_from(f, m[0], m[1]);
    });
}

// The c of one block's rows and s dt, in shared memory.
struct BlockDecay {
    float high[BM];
#if ARITHMETIC == 0
    float low[BM];
#endif
    float step[BM];

    __device__ __forceinline__ void set(int i, Sum c, float s) {
        high[i] = c.high;
#if ARITHMETIC == 0
        low[i] = c.low;
#endif
        step[i] = s;
    }
    __device__ __forceinline__ Sum sum(int i) const {
#if ARITHMETIC == 0
        return {high[i], low[i]};
#else
        return {high[i], 0.f};
#endif
    }
};

// Decays of HB heads of one chunk for a block of rows: their own c and s dt to `diagonal`, and to `factor` those of the
// other rows from row `from` to row `to`: exp(c - c_i) s dt of earlier rows for the block's first row i (FORWARD), or
// exp(c_i - c) of later ones for its last row. All loads are under way before the first is used.
template <bool FORWARD>
__device__ __forceinline__ void load_decays(const Decay& decay, long long at, long long of_head, int count, int block,
                                            int from, int to, float input, float (*factor)[MAX_CHUNK],
                                            BlockDecay* diagonal) {
    constexpr int EACH = (MAX_CHUNK + THREADS - 1) / THREADS;
    Sum sums[HB][EACH];
    Sum reference[HB];
    float steps[HB][EACH];
#pragma unroll
    for (int h = 0; h < HB; h++) {
        if (h < count) {
            long long first = at + h * of_head;
            reference[h] = decay.sum(first + block * BM + (FORWARD ? 0 : BM - 1));
#pragma unroll
            for (int k = 0; k < EACH; k++) {
                int i = from + threadIdx.x + k * THREADS;
                if (i < to) {
                    sums[h][k] = decay.sum(first + i);
                    steps[h][k] = decay.dt[first + i];
                }
            }
        }
    }
#pragma unroll
    for (int h = 0; h < HB; h++) {
        if (h < count) {
#pragma unroll
            for (int k = 0; k < EACH; k++) {
                int i = from + threadIdx.x + k * THREADS;
                if (i < to) {
                    float step = steps[h][k] * input;
                    factor[h][i] = FORWARD ? decay_between(reference[h], sums[h][k]) * step
                                           : decay_between(sums[h][k], reference[h]);
                    if (i / BM == block) {
                        diagonal[h].set(i % BM, sums[h][k], step);
                    }
                }
            }
        }
    }
}

// The same on a block of the diagonal. Forward: rows i, columns j <= i, scaled by exp(c_i - c_j) s dt_j. Backward: rows
// j, columns i >= j, scaled by exp(c_i - c_j).
template <bool FORWARD>
__device__ __forceinline__ void apply_diagonal(float (*acc)[4], const float (*scores)[4], const BlockDecay& decay,
                                               const T_ACT* s) {
    Lane lane;
    int row = 16 * lane.warp + lane.row;
    Sum sums[2] = {decay.sum(row), decay.sum(row + 8)};
    multiply_rows<PP / 8, BM, TileX, true>(acc, s, 0, [&](Operand& f, int k) {
        float m[2][4];
        bool any = FORWARD ? k <= 16 * lane.warp : k >= 16 * lane.warp;
#pragma unroll
        for (int e = 0; e < 8; e++) {
            int column = k + 8 * (e >> 2) + 2 * lane.pair + (e & 1);
            int half = (e >> 1) & 1;
            bool past = FORWARD ? column <= row + 8 * half : column >= row + 8 * half;
            float v = 0;
            if (any) {
                Sum c = decay.sum(column);
                v = FORWARD ? decay_between(sums[half], c) * decay.step[column] : decay_between(c, sums[half]);
            }
            m[e >> 2][e & 3] = past ? scores[k / 8 + (e >> 2)][e & 3] * v : 0.f;
        }
        operand_from(f, m[0], m[1]);
    });
}
