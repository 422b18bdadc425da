// Copies between the device and page-locked memory of the host, by threads. The device's copy engines serve all streams
// in one order, so there a copy that waits for its stream's work would hold up those of all others.
extern "C" __global__ void copy_words(const int* __restrict__ from, int* __restrict__ to, long long words) {
    long long stride = (long long) gridDim.x * blockDim.x, i = blockIdx.x * (long long) blockDim.x + threadIdx.x;
    const int4* from4 = reinterpret_cast<const int4*>(from);
    int4* to4 = reinterpret_cast<int4*>(to);
    for (long long q = i; q < words / 4; q += stride) to4[q] = from4[q];
    for (long long w = words / 4 * 4 + i; w < words; w += stride) to[w] = from[w];
}
