package io.statecap.model.kernel;

/**
 * A linear map without bias, {@code y = x · Wᵀ} with W [out, in], packed for use by many rows.
 *
 * @param in       columns of x
 * @param out      columns of y
 * @param forward  Wᵀ
 * @param backward W; null where no gradient is wanted
 */
public record Linear(int in, int out, PackedMatrix forward, PackedMatrix backward) {

    public static Linear allocate(int in, int out, boolean withBackward) {
        return new Linear(in, out, PackedMatrix.allocate(in, out),
                withBackward ? PackedMatrix.allocate(out, in) : null);
    }

    /** Packs W [out, in], row-major from {@code wo}. */
    public void pack(float[] w, int wo) {
        forward.packTransposed(w, wo);
        if (backward != null) {
            backward.pack(w, wo);
        }
    }

    /** {@code y [rows, out] (+)= x [rows, in] · Wᵀ} */
    public void apply(Gemm gemm, int rows, float[] x, int xo, int ldx, float[] y, int yo, int ldy,
                      boolean accumulate) {
        gemm.packed(rows, x, xo, ldx, 1, forward, y, yo, ldy, accumulate);
    }

    /** {@code dx [rows, in] (+)= dy [rows, out] · W} */
    public void inputGradient(Gemm gemm, int rows, float[] dy, int dyo, int ldy, float[] dx, int dxo, int ldx,
                              boolean accumulate) {
        gemm.packed(rows, dy, dyo, ldy, 1, backward, dx, dxo, ldx, accumulate);
    }
}
