// Tiles and products of the state space kernels: a block of THREADS threads works on tiles of BM rows in shared memory,
// a warp on 16 of the rows. Sums are float32 in every arithmetic.
//
// Macros: ARITHMETIC 0 float32, 1 tf32, 2 bf16 (T_ACT is bf16 then, float otherwise); HEAD_DIM; D_STATE; WARPS;
// VECTOR 1 if rows of x | B | C, of y and of states can be read 16 bytes at a time, else 0.
#pragma once
#include "common.cuh"

constexpr int P = HEAD_DIM;
constexpr int N = D_STATE;
// Sizes in shared memory, in products of 16; what lies beyond P and N is zero.
constexpr int PP = (P + 15) / 16 * 16;
constexpr int NP = (N + 15) / 16 * 16;
constexpr int BM = 16 * WARPS;
constexpr int THREADS = 32 * WARPS;
// Rows are padded by 8 elements: no two rows that a warp reads at once share a bank.
constexpr int LDP = PP + 8;
constexpr int LDN = NP + 8;
constexpr int LDM = BM + 8;
// Columns of a block's part of dState in the kernels that have a grid over it.
constexpr int NB = NP < 128 ? NP : 128;
constexpr int LDB = NB + 8;
// Blocks that a multiprocessor shall hold; bounds the registers of a thread.
constexpr int RESIDENT = (ARITHMETIC == 2 ? 3 : 2) * (4 / WARPS);
constexpr int K_UNROLL = ARITHMETIC == 2 ? 4 : 1;
constexpr int VEC = VECTOR ? 16 / (int) sizeof(T_ACT) : 1;

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
template <bool TRANSPOSED>
__device__ __forceinline__ void operand_load(Operand& a, const T_ACT* s, int ld, int m, int k) {
    int lane = threadIdx.x & 31;
#if ARITHMETIC == 2
    int quarter = lane >> 3;
    if (TRANSPOSED) {
        load_matrices<true>(a.v, s + (k + (lane & 7) + (quarter >> 1) * 8) * ld + m + (quarter & 1) * 8);
    } else {
        load_matrices<false>(a.v, s + (m + (lane & 15)) * ld + k + (lane >> 4) * 8);
    }
#else
    int row = m + (lane >> 2);
    int column = k + 2 * (lane & 3);
#pragma unroll
    for (int e = 0; e < 8; e++) {
        int r = row + (e & 2) * 4;
        int c = column + (e & 4) * 2 + (e & 1);
        a.v[e] = TRANSPOSED ? s[c * ld + r] : s[r * ld + c];
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
template <int NT, bool TRANSPOSED>
__device__ __forceinline__ void multiply(float (*acc)[4], const Operand& a, const T_ACT* s, int ld, int n, int k) {
    int lane = threadIdx.x & 31;
#if ARITHMETIC == 2
    int quarter = lane >> 3;
    const T_ACT* p = TRANSPOSED ? s + (n + (quarter >> 1) * 8 + (lane & 7)) * ld + k + (quarter & 1) * 8
                                : s + (k + (quarter & 1) * 8 + (lane & 7)) * ld + n + (quarter >> 1) * 8;
#pragma unroll
    for (int t = 0; t < NT; t += 2) {
        unsigned b[4];
        load_matrices<!TRANSPOSED>(b, p + (TRANSPOSED ? 8 * t * ld : 8 * t));
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
            unsigned b0 = to_tf32(TRANSPOSED ? s[column * ld + row] : s[row * ld + column]);
            unsigned b1 = to_tf32(TRANSPOSED ? s[column * ld + row + 1] : s[(row + 1) * ld + column]);
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
                    float b0 = TRANSPOSED ? s[column * ld + row] : s[row * ld + column];
                    float b1 = TRANSPOSED ? s[(column + 1) * ld + row] : s[row * ld + column + 1];
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

// acc += A·B with both from shared memory; the 16 rows of A that begin at m, inner size K, a multiple of 16.
template <int NT, int K, bool A_TRANSPOSED, bool B_TRANSPOSED>
__device__ __forceinline__ void multiply_tiles(float (*acc)[4], const T_ACT* a, int lda, int m, const T_ACT* b, int ldb,
                                               int n) {
#pragma unroll K_UNROLL
    for (int k = 0; k < K; k += 16) {
        Operand f;
        operand_load<A_TRANSPOSED>(f, a, lda, m, k);
        multiply<NT, B_TRANSPOSED>(acc, f, b, ldb, n, k);
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
#if VECTOR
    // Each thread keeps its column where threads cover whole rows: then addresses only step on.
    constexpr bool WHOLE = THREADS % PER_ROW == 0 && ROWS % (THREADS / PER_ROW) == 0;
    constexpr int STEP = WHOLE ? THREADS / PER_ROW : 1;
    if constexpr (WHOLE) {
        int row = threadIdx.x / PER_ROW;
        int column = threadIdx.x % PER_ROW * VEC;
        unsigned to = shared_address(s + row * (PADDED + 8) + column);
        const char* from = (const char*) (g + (long long) row * ld + column);
        long long stride = (long long) STEP * ld * (int) sizeof(T_ACT);
        if (rows >= ROWS && width >= PADDED) {
#pragma unroll
            for (int i = 0; i < ROWS / STEP; i++) {
                asm volatile("cp.async.cg.shared.global [%0], [%1], 16;"
                             :: "r"(to + i * STEP * (PADDED + 8) * (int) sizeof(T_ACT)), "l"(from) : "memory");
                from += stride;
            }
        } else {
#pragma unroll 1
            for (int i = 0; i < ROWS / STEP; i++) {
                bool real = row + i * STEP < rows && column < width;
                asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                             :: "r"(to + i * STEP * (PADDED + 8) * (int) sizeof(T_ACT)), "l"(real ? from : (const char*) g),
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
        T_ACT* to = s + row * (PADDED + 8) + column;
#if VECTOR
        const T_ACT* from = real ? g + (long long) row * ld + column : g;
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                     :: "r"(shared_address(to)), "l"(from), "r"(real ? 16 : 0) : "memory");
#else
        *to = real ? g[(long long) row * ld + column] : from_float<T_ACT>(0.f);
#endif
    }
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
            const T_ACT* from = s + row * (PADDED + 8) + column;
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
