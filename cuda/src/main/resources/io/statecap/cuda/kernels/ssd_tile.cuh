// Tiles and products of the state space kernels: a block of THREADS threads works on tiles of BM rows in shared memory,
// a warp on 16 of the rows. Sums are float32 in every arithmetic.
//
// Macros: ARITHMETIC 0 float32, 1 tf32, 2 bf16 (T_ACT is bf16 then, float otherwise); HEAD_DIM; D_STATE; WARPS;
// VECTOR 1 if rows of x | B | C, of y and of states can be read 16 bytes at a time, else 0.
#pragma once
#include "common.cuh"

// Products of a warpgroup: Hopper's own instructions, for blocks of one warpgroup.
#if ARITHMETIC == 2 && WARPS == 4 && VECTOR && defined(__CUDA_ARCH_FEAT_SM90_ALL)
#define WGMMA 1
#else
#define WGMMA 0
#endif

constexpr int P = HEAD_DIM;
constexpr int N = D_STATE;
// Sizes in shared memory, in products of 16; what lies beyond P and N is zero.
constexpr int PP = (P + 15) / 16 * 16;
constexpr int NP = (N + 15) / 16 * 16;
constexpr int BM = 16 * WARPS;
constexpr int THREADS = 32 * WARPS;
// Columns of a block's part of dState in the kernels that have a grid over it.
constexpr int NB = NP < 128 ? NP : 128;
// Blocks that a multiprocessor shall hold; bounds the registers of a thread.
constexpr int RESIDENT = (ARITHMETIC == 2 ? 3 : 2) * (4 / WARPS);
constexpr int K_UNROLL = ARITHMETIC == 2 ? 4 : 1;
constexpr int VEC = VECTOR ? 16 / (int) sizeof(T_ACT) : 1;

// Where a tile's elements lie in shared memory. Rows of 128 bytes of bf16 stand in panels of 64 columns, in each row
// the parts of 16 bytes in the order that Hopper's products expect: part p of row r at p ^ (r % 8). Other rows are
// padded. Either way what a warp reads at once lies in different banks.
template <int ROWS, int COLUMNS>
struct Tile {
    static constexpr bool PANELS = ARITHMETIC == 2 && COLUMNS % 64 == 0;
    // From a row to the next.
    static constexpr int STEP = PANELS ? 64 : COLUMNS + 8;
    // From a panel to the next.
    static constexpr int PANEL = ROWS * 64;
    static constexpr int SIZE = (ROWS * (PANELS ? COLUMNS : COLUMNS + 8) + 511) / 512 * 512;

    __device__ __forceinline__ static int at(int row, int column) {
        return PANELS ? (column >> 6) * PANEL + row * 64 + ((((column >> 3) ^ row) & 7) << 3) + (column & 7)
                      : row * STEP + column;
    }
};

using TileX = Tile<BM, PP>;
using TileN = Tile<BM, NP>;
using TileState = Tile<PP, NP>;
using TileM = Tile<BM, BM>;

struct Lane {
    int warp, row, pair;
    // Accumulators of a product of 16 rows: c[n][0..1] are of `row`, columns 8n + 2 pair and the next; c[n][2..3] of
    // row + 8.
    __device__ __forceinline__ Lane() {
        int lane = threadIdx.x & 31;
        warp = threadIdx.x >> 5;
        row = lane >> 2;
        pair = lane & 3;
    }
};

// exp(x) for decays that are kept in units of `LOG_UNIT`.
#if ARITHMETIC == 0
constexpr double LOG_UNIT = 1.0;
__device__ __forceinline__ float decay_exp(float x) { return expf(x); }
#else
constexpr double LOG_UNIT = 1.4426950408889634;
__device__ __forceinline__ float decay_exp(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}
#endif

// Sums of log-decays as two floats, so that differences of large sums keep float32's precision.
struct Sum { float high, low; };

__device__ __forceinline__ float decay_between(Sum later, Sum earlier) {
#if ARITHMETIC == 0
    return decay_exp((later.high - earlier.high) + (later.low - earlier.low));
#else
    return decay_exp(later.high - earlier.high);
#endif
}

__device__ __forceinline__ unsigned shared_address(const void* p) {
    return (unsigned) __cvta_generic_to_shared(p);
}

#if ARITHMETIC == 2
// Two neighbours as bf16.
__device__ __forceinline__ unsigned pack(float low, float high) {
    unsigned r;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(r) : "f"(high), "f"(low));
    return r;
}
#endif

// ---- tiles
// ROWS rows of PADDED columns to shared memory, `rows` and `width` of them real, zeros beyond. `wait_tiles` and a
// barrier must come before the first read.
template <int ROWS, int PADDED>
__device__ __forceinline__ void load_tile(T_ACT* s, const T_ACT* g, int ld, int rows, int width) {
    constexpr unsigned PER_ROW = PADDED / VEC;
    using To = Tile<ROWS, PADDED>;
#if VECTOR
    // Each thread keeps its column where threads cover whole rows: then addresses only step on.
    constexpr bool WHOLE = THREADS % (8 * PER_ROW) == 0 && ROWS % (THREADS / PER_ROW) == 0;
    constexpr int STEP = WHOLE ? THREADS / PER_ROW : 1;
    if constexpr (WHOLE) {
        int row = threadIdx.x / PER_ROW;
        int column = threadIdx.x % PER_ROW * VEC;
        unsigned to = shared_address(s + To::at(row, column));
        const char* from = (const char*) (g + (long long) row * ld + column);
        long long stride = (long long) STEP * ld * (int) sizeof(T_ACT);
        if (rows >= ROWS && width >= PADDED) {
#pragma unroll
            for (int i = 0; i < ROWS / STEP; i++) {
                asm volatile("cp.async.cg.shared.global [%0], [%1], 16;"
                             :: "r"(to + i * STEP * To::STEP * (int) sizeof(T_ACT)), "l"(from) : "memory");
                from += stride;
            }
        } else {
#pragma unroll 1
            for (int i = 0; i < ROWS / STEP; i++) {
                bool real = row + i * STEP < rows && column < width;
                asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                             :: "r"(to + i * STEP * To::STEP * (int) sizeof(T_ACT)), "l"(real ? from : (const char*) g),
                                "r"(real ? 16 : 0) : "memory");
                from += stride;
            }
        }
        return;
    } else
#endif
#pragma unroll 1
    for (unsigned i = threadIdx.x; i < ROWS * PER_ROW; i += THREADS) {
        int row = i / PER_ROW;
        int column = i % PER_ROW * VEC;
        bool real = row < rows && column < width;
        T_ACT* to = s + To::at(row, column);
#if VECTOR
        const T_ACT* from = real ? g + (long long) row * ld + column : g;
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                     :: "r"(shared_address(to)), "l"(from), "r"(real ? 16 : 0) : "memory");
#else
        *to = real ? g[(long long) row * ld + column] : from_float<T_ACT>(0.f);
#endif
    }
}

// The first of the launch's shared memory at a multiple of 1024 bytes; the launch asks for as many more.
__device__ __forceinline__ T_ACT* aligned(unsigned char* memory) {
    return (T_ACT*) (memory + (-shared_address(memory) & 1023));
}

// Ends a group of loads; `wait_tiles<n>` waits for all groups but the last n.
__device__ __forceinline__ void commit_tiles() {
#if VECTOR
    asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

template <int LATER>
__device__ __forceinline__ void wait_tiles() {
#if VECTOR
    asm volatile("cp.async.wait_group %0;" :: "n"(LATER) : "memory");
#if WGMMA
    // The warpgroup's products read shared memory by another way than the threads write it.
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
#endif
#endif
}

// VEC neighbours, from an address that they divide.
__device__ __forceinline__ void load_elements(T_ACT (&to)[VEC], const T_ACT* from) {
#if VECTOR
    *(uint4*) to = *(const uint4*) from;
#else
    to[0] = *from;
#endif
}

// Rows of a tile, `rows` and `width` of them real, to global memory. Each warp stores its own 16 rows, after
// __syncwarp.
template <int PADDED>
__device__ __forceinline__ void store_tile(const T_ACT* s, T_ACT* g, int ld, int rows, int width) {
    constexpr unsigned PER_ROW = PADDED / VEC;
    unsigned lane = threadIdx.x & 31;
    int first = threadIdx.x / 32 * 16;
#pragma unroll
    for (unsigned i = lane; i < 16 * PER_ROW; i += 32) {
        int row = first + i / PER_ROW;
        int column = i % PER_ROW * VEC;
        if (row < rows && column < width) {
            T_ACT* to = g + (long long) row * ld + column;
            const T_ACT* from = s + Tile<BM, PADDED>::at(row, column);
#if VECTOR
            *(uint4*) to = *(const uint4*) from;
#else
            *to = *from;
#endif
        }
    }
}

// Two neighbours of shared memory.
__device__ __forceinline__ float2 pair_of(const T_ACT* p) {
#if ARITHMETIC == 2
    unsigned v = *(const unsigned*) p;
    return make_float2(__uint_as_float(v << 16), __uint_as_float(v & 0xffff0000u));
#else
    return *(const float2*) p;
#endif
}

__device__ __forceinline__ void set_pair(T_ACT* p, float a, float b) {
#if ARITHMETIC == 2
    *(unsigned*) p = pack(a, b);
#else
    *(float2*) p = make_float2(a, b);
#endif
}
