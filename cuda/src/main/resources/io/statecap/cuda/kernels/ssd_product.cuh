// Products of tiles: a warp has 16 rows of the accumulators. Operands of 16 by 16 in registers, from shared memory by
// the way of each arithmetic.
#pragma once
#include "ssd_tile.cuh"

#if ARITHMETIC == 2
struct Operand { unsigned v[4]; };
#else
struct Operand { float v[8]; };
#endif

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
#define SUMS "%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15,%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27," \
    "%28,%29,%30,%31"
#define SUMS32 "{" SUMS "}"
#define SUMS64 "{" SUMS ",%32,%33,%34,%35,%36,%37,%38,%39,%40,%41,%42,%43,%44,%45,%46,%47,%48,%49,%50,%51,%52,%53,%54," \
    "%55,%56,%57,%58,%59,%60,%61,%62,%63}"

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

// The same with the warp's 16 rows of A from `rows_of(f, k)`, which fills an operand; B as stored, columns from n on.
// All warps use the same columns if WHOLE.
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
