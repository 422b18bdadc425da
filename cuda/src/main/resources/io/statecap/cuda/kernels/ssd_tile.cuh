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

// Where a tile's elements lie in shared memory. Rows of 128 bytes of bf16 stand in panels of 64 columns, in each row the
// parts of 16 bytes in the order that Hopper's products expect: part p of row r at p ^ (r % 8). Other rows are padded.
// Either way what a warp reads at once lies in different banks.
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
    // Accumulators of a product of 16 rows: c[n][0..1] are of `row`, columns 8n + 2·pair and the next; c[n][2..3] of row + 8.
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

// ---- operands of 16 rows by 16 columns in registers
#if ARITHMETIC == 2
struct Operand { unsigned v[4]; };
__device__ __forceinline__ unsigned pack(float low, float high) {
    unsigned r;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(r) : "f"(high), "f"(low));
    return r;
}
#else
struct Operand { float v[8]; };
#endif

__device__ __forceinline__ unsigned shared_address(const void* p) {
    return (unsigned) __cvta_generic_to_shared(p);
}

// From two neighbouring tiles of accumulators.
__device__ __forceinline__ void operand_from(Operand& a, const float (&left)[4], const float (&right)[4]) {
#if ARITHMETIC == 2
    a.v[0] = pack(left[0], left[1]);
    a.v[1] = pack(left[2], left[3]);
    a.v[2] = pack(right[0], right[1]);
    a.v[3] = pack(right[2], right[3]);
#else
#pragma unroll
    for (int e = 0; e < 4; e++) {
        a.v[e] = left[e];
        a.v[4 + e] = right[e];
    }
#endif
}

#if ARITHMETIC == 2
template <bool TRANSPOSED>
__device__ __forceinline__ void load_matrices(unsigned (&r)[4], const T_ACT* p) {
    if (TRANSPOSED) {
        asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
                     : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(shared_address(p)) : "memory");
    } else {
        asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                     : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(shared_address(p)) : "memory");
    }
}
#endif

// Rows m.. and columns k.. of A from shared memory: stored as A, or as its transpose.
template <typename TileA, bool TRANSPOSED>
__device__ __forceinline__ void operand_load(Operand& a, const T_ACT* s, int m, int k) {
    int lane = threadIdx.x & 31;
#if ARITHMETIC == 2
    int quarter = lane >> 3;
    if (TRANSPOSED) {
        load_matrices<true>(a.v, s + TileA::at(k + (lane & 7) + (quarter >> 1) * 8, m + (quarter & 1) * 8));
    } else {
        load_matrices<false>(a.v, s + TileA::at(m + (lane & 15), k + (lane >> 4) * 8));
    }
#else
    int row = m + (lane >> 2);
    int column = k + 2 * (lane & 3);
#pragma unroll
    for (int e = 0; e < 8; e++) {
        int r = row + (e & 2) * 4;
        int c = column + (e & 4) * 2 + (e & 1);
        a.v[e] = s[TRANSPOSED ? TileA::at(c, r) : TileA::at(r, c)];
    }
#endif
}

// Multiplies A by a factor of each of the lane's two rows, or of each of its four columns (k + 2 pair + {0, 1, 8, 9}).
__device__ __forceinline__ void scale_elements(Operand& a, const float (&f)[8]) {
#if ARITHMETIC == 2
#pragma unroll
    for (int i = 0; i < 4; i++) {
        a.v[i] = pack(__uint_as_float(a.v[i] << 16) * f[2 * i], __uint_as_float(a.v[i] & 0xffff0000u) * f[2 * i + 1]);
    }
#else
#pragma unroll
    for (int i = 0; i < 8; i++) {
        a.v[i] *= f[i];
    }
#endif
}

__device__ __forceinline__ void scale_rows(Operand& a, float top, float bottom) {
    scale_elements(a, {top, top, bottom, bottom, top, top, bottom, bottom});
}

// `factors`: of the columns from k on.
__device__ __forceinline__ void scale_columns(Operand& a, const float* factors) {
    float2 left = *(const float2*) (factors + 2 * (threadIdx.x & 3));
    float2 right = *(const float2*) (factors + 8 + 2 * (threadIdx.x & 3));
    scale_elements(a, {left.x, left.y, left.x, left.y, right.x, right.y, right.x, right.y});
}

#if ARITHMETIC == 1
__device__ __forceinline__ unsigned to_tf32(float v) {
    unsigned r;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(r) : "f"(v));
    return r;
}
#endif

// acc += A·B for NT tiles of 8 columns (even), A in registers; B, rows k.. and columns n.., from shared memory, stored
// as B ([k][n]) or as its transpose ([n][k]).
template <int NT, typename TileB, bool TRANSPOSED>
__device__ __forceinline__ void multiply(float (*acc)[4], const Operand& a, const T_ACT* s, int n, int k) {
    int lane = threadIdx.x & 31;
#if ARITHMETIC == 2
    int quarter = lane >> 3;
#pragma unroll
    for (int t = 0; t < NT; t += 2) {
        unsigned b[4];
        load_matrices<!TRANSPOSED>(b, s + (TRANSPOSED
                ? TileB::at(n + 8 * t + (quarter >> 1) * 8 + (lane & 7), k + (quarter & 1) * 8)
                : TileB::at(k + (quarter & 1) * 8 + (lane & 7), n + 8 * t + (quarter >> 1) * 8)));
#pragma unroll
        for (int half = 0; half < 2; half++) {
            float* c = acc[t + half];
            asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
                "{%0,%1,%2,%3};"
                : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
                : "r"(a.v[0]), "r"(a.v[1]), "r"(a.v[2]), "r"(a.v[3]), "r"(b[2 * half]), "r"(b[2 * half + 1]));
        }
    }
#elif ARITHMETIC == 1
    // The instruction's columns pair and pair + 4 of A are columns 2·pair and 2·pair + 1 here, and so are B's rows.
#pragma unroll
    for (int h = 0; h < 2; h++) {
        unsigned f[4];
#pragma unroll
        for (int e = 0; e < 4; e++) {
            f[e] = to_tf32(a.v[4 * h + e]);
        }
        int row = k + 8 * h + 2 * (lane & 3);
#pragma unroll
        for (int t = 0; t < NT; t++) {
            int column = n + 8 * t + (lane >> 2);
            unsigned b0 = to_tf32(s[TRANSPOSED ? TileB::at(column, row) : TileB::at(row, column)]);
            unsigned b1 = to_tf32(s[TRANSPOSED ? TileB::at(column, row + 1) : TileB::at(row + 1, column)]);
            float* c = acc[t];
            asm("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
                "{%0,%1,%2,%3};"
                : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
                : "r"(f[0]), "r"(f[2]), "r"(f[1]), "r"(f[3]), "r"(b0), "r"(b1));
        }
    }
#else
    // Rows of A are spread over the four lanes of a row: each column in turn comes from the lane that has it.
#pragma unroll
    for (int h = 0; h < 2; h++) {
#pragma unroll 1
        for (int from = 0; from < 4; from++) {
#pragma unroll
            for (int e = 0; e < 2; e++) {
                float top = __shfl_sync(0xffffffffu, a.v[4 * h + e], (lane & 28) | from);
                float bottom = __shfl_sync(0xffffffffu, a.v[4 * h + 2 + e], (lane & 28) | from);
                int row = k + 8 * h + 2 * from + e;
#pragma unroll
                for (int t = 0; t < NT; t++) {
                    int column = n + 8 * t + 2 * (lane & 3);
                    float b0 = s[TRANSPOSED ? TileB::at(column, row) : TileB::at(row, column)];
                    float b1 = s[TRANSPOSED ? TileB::at(column + 1, row) : TileB::at(row, column + 1)];
                    acc[t][0] = fmaf(top, b0, acc[t][0]);
                    acc[t][1] = fmaf(top, b1, acc[t][1]);
                    acc[t][2] = fmaf(bottom, b0, acc[t][2]);
                    acc[t][3] = fmaf(bottom, b1, acc[t][3]);
                }
            }
        }
    }
#endif
}

#if WGMMA
// ---- products of a warpgroup: 64 rows, a warp has 16 of them, B read once for all
#define W4(n) "+f"(acc[n][0]), "+f"(acc[n][1]), "+f"(acc[n][2]), "+f"(acc[n][3])
#define W8 W4(0), W4(1), W4(2), W4(3), W4(4), W4(5), W4(6), W4(7)
#define W16 W8, W4(8), W4(9), W4(10), W4(11), W4(12), W4(13), W4(14), W4(15)
#define SUMS32 "{%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15,%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27," \
    "%28,%29,%30,%31}"
#define SUMS64 "{%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15,%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27," \
    "%28,%29,%30,%31,%32,%33,%34,%35,%36,%37,%38,%39,%40,%41,%42,%43,%44,%45,%46,%47,%48,%49,%50,%51,%52,%53,%54,%55," \
    "%56,%57,%58,%59,%60,%61,%62,%63}"

// An operand in shared memory from inner index k on, a multiple of 16: stored with it along the rows (TRANSPOSED for B,
// or A as it is), or down the columns.
template <typename TileB, bool TRANSPOSED>
__device__ __forceinline__ unsigned long long operand_at(const T_ACT* s, int k) {
    const T_ACT* first = s + (TRANSPOSED ? k / 64 * TileB::PANEL + k % 64 : k * 64);
    // Bytes to the next 8 rows and to the next panel, by 16; parts of 16 bytes in the order of 128-byte rows.
    return (unsigned long long) (shared_address(first) >> 4 & 0x3fff) | 1ull << 62 | 64ull << 32
            | (unsigned long long) (TRANSPOSED ? 1 : TileB::PANEL / 8) << 16;
}

template <int NT>
__device__ __forceinline__ void keep(float (*acc)[4]) {
#pragma unroll
    for (int t = 0; t < NT; t++) {
        asm volatile("" : "+f"(acc[t][0]), "+f"(acc[t][1]), "+f"(acc[t][2]), "+f"(acc[t][3]) :: "memory");
    }
}

__device__ __forceinline__ void begin_products() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }

__device__ __forceinline__ void end_products() {
    asm volatile("wgmma.commit_group.sync.aligned;\nwgmma.wait_group.sync.aligned 0;" ::: "memory");
}

template <int NT, bool TRANSPOSED>
__device__ __forceinline__ void product(float (*acc)[4], unsigned long long a, unsigned long long b) {
    static_assert(NT == 8, "a product of 64 columns");
    asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, 1, 0;\nwgmma.mma_async.sync.aligned.m64n64k16.f32.bf16.bf16 " SUMS32
                 ", %32, %33, p, 1, 1, 0, %34;\n}" : W8 : "l"(a), "l"(b), "n"(TRANSPOSED ? 0 : 1));
}

template <int NT, bool TRANSPOSED>
__device__ __forceinline__ void product(float (*acc)[4], const Operand& a, unsigned long long b) {
    if constexpr (NT == 8) {
        asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, 1, 0;\nwgmma.mma_async.sync.aligned.m64n64k16.f32.bf16.bf16 "
                     SUMS32 ", {%32,%33,%34,%35}, %36, p, 1, 1, %37;\n}"
                     : W8 : "r"(a.v[0]), "r"(a.v[1]), "r"(a.v[2]), "r"(a.v[3]), "l"(b), "n"(TRANSPOSED ? 0 : 1));
    } else {
        asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, 1, 0;\nwgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16 "
                     SUMS64 ", {%64,%65,%66,%67}, %68, p, 1, 1, %69;\n}"
                     : W16 : "r"(a.v[0]), "r"(a.v[1]), "r"(a.v[2]), "r"(a.v[3]), "l"(b), "n"(TRANSPOSED ? 0 : 1));
    }
}
#endif

// acc += A·B for the BM rows of a tile A, of which a warp has 16, and NT tiles of 8 columns; inner size K.
template <int NT, int K, typename TileA, typename TileB, bool B_TRANSPOSED>
__device__ __forceinline__ void multiply_tiles(float (*acc)[4], const T_ACT* a, const T_ACT* b) {
#if WGMMA
    if constexpr (NT == 8 && TileA::PANELS && TileB::PANELS) {
        keep<NT>(acc);
        begin_products();
#pragma unroll
        for (int k = 0; k < K; k += 16) {
            product<NT, B_TRANSPOSED>(acc, operand_at<TileA, true>(a, k), operand_at<TileB, B_TRANSPOSED>(b, k));
        }
        end_products();
        keep<NT>(acc);
        return;
    } else
#endif
#pragma unroll K_UNROLL
    for (int k = 0; k < K; k += 16) {
        Operand f;
        operand_load<TileA, false>(f, a, threadIdx.x / 32 * 16, k);
        multiply<NT, TileB, B_TRANSPOSED>(acc, f, b, 0, k);
    }
}

// The same with the warp's 16 rows of A from `rows_of(f, k)`, which fills an operand; B as stored, columns from n on. All
// warps use the same columns if WHOLE.
template <int NT, int K, typename TileB, bool WHOLE, typename Rows>
__device__ __forceinline__ void multiply_rows(float (*acc)[4], const T_ACT* b, int n, Rows rows_of) {
#if WGMMA
    if constexpr (WHOLE && (NT == 8 || NT == 16) && TileB::PANELS) {
        Operand f[K / 16];
#pragma unroll
        for (int k = 0; k < K / 16; k++) {
            rows_of(f[k], 16 * k);
        }
        keep<NT>(acc);
        begin_products();
#pragma unroll
        for (int k = 0; k < K / 16; k++) {
            product<NT, false>(acc, f[k], operand_at<TileB, false>(b, 16 * k));
        }
        end_products();
        keep<NT>(acc);
        return;
    } else
#endif
#pragma unroll
    for (int k = 0; k < K; k += 16) {
        Operand f;
        rows_of(f, k);
        multiply<NT, TileB, false>(acc, f, b, n, k);
    }
}

template <int NT>
__device__ __forceinline__ void clear(float (*acc)[4]) {
#pragma unroll
    for (int t = 0; t < NT; t++) {
#pragma unroll
        for (int e = 0; e < 4; e++) {
            acc[t][e] = 0;
        }
    }
}

// ---- tiles
// ROWS rows of PADDED columns to shared memory, `rows` and `width` of them real, zeros beyond. `wait_tiles` and a barrier
// must come before the first read.
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

// Rows of a tile, `rows` and `width` of them real, to global memory. Each warp stores its own 16 rows, after __syncwarp.
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
