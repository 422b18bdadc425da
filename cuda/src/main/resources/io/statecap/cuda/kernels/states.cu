// Initial states of one layer that are drawn: float32 [sequences, heads, P, N], normal by head. normals: mean and
// deviation, [heads, 2].
#include "common.cuh"

// Sums of the states and of their squares, over every PARTS-th sequence. partial: [heads, PARTS, 2]; grid: (PARTS,
// heads); a block of whole warps.
extern "C" __global__ void sum_states(const float* __restrict__ states, double* __restrict__ partial, int sequences,
                                      int size) {
    double sum = 0., squares = 0.;
    for (int s = blockIdx.x; s < sequences; s += gridDim.x) {
        const float* from = states + ((long long) s * gridDim.y + blockIdx.y) * size;
        for (int i = threadIdx.x; i < size; i += blockDim.x) {
            double v = from[i];
            sum += v;
            squares += v * v;
        }
    }
    sum = block_sum(sum);
    squares = block_sum(squares);
    if (threadIdx.x == 0) {
        double* to = partial + 2 * (blockIdx.y * gridDim.x + blockIdx.x);
        to[0] = sum;
        to[1] = squares;
    }
}

// Mean and deviation of the states that were summed. grid: heads; a thread a part.
extern "C" __global__ void fit(const double* __restrict__ partial, double* __restrict__ normals, int sequences,
                               int size) {
    const double* from = partial + 2 * (blockIdx.x * blockDim.x + threadIdx.x);
    double count = (double) sequences * size;
    double mean = block_sum(from[0]) / count, square = block_sum(from[1]) / count;
    if (threadIdx.x == 0) {
        normals[2 * blockIdx.x] = mean;
        normals[2 * blockIdx.x + 1] = sqrt(max(0., square - mean * mean));
    }
}

// Number i of SplitMix64 from a counter on, uniform in [0, 1).
__device__ __forceinline__ double uniform(unsigned long long counter, unsigned long long step, unsigned long long i) {
    unsigned long long z = counter + (i + 1) * step;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return ((z ^ z >> 31) >> 11) * 0x1p-53;
}

// By Box and Muller's method, two numbers a state; they are in the order [heads, sequences, N, P].
extern "C" __global__ void draw(float* __restrict__ states, const double* __restrict__ normals,
                                unsigned long long counter, unsigned long long step, int sequences, int heads, int P,
                                int N) {
    long long i = blockIdx.x * (long long) blockDim.x + threadIdx.x;
    int n = i % N, p = i / N % P, head = i / N / P % heads;
    long long s = i / N / P / heads;
    if (s >= sequences) return;
    unsigned long long number = 2 * ((((unsigned long long) head * sequences + s) * N + n) * P + p);
    double radius = sqrt(-2. * log(1. - uniform(counter, step, number)));
    double turn = cos(2. * 3.141592653589793 * uniform(counter, step, number + 1));
    states[i] = (float) (normals[2 * head] + normals[2 * head + 1] * (radius * turn));
}
