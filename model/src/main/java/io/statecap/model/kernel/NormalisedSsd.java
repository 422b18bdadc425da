package io.statecap.model.kernel;

/**
 * The recurrence with state normalisation, token by token: after each update a head's state whose Frobenius norm passes
 * a limit is scaled down to it. That is not linear in the inputs, so there is no chunked form of it.
 */
public final class NormalisedSsd {

    private final VectorKernels kernels;
    private final SsdShape shape;
    private final double limit;
    private final float[] current;

    /** @param limit largest Frobenius norm of a head's state */
    public NormalisedSsd(VectorKernels kernels, SsdShape shape, double limit) {
        this.kernels = kernels;
        this.shape = shape;
        this.limit = limit;
        current = Floats.array(shape.stateElements());
    }

    /** Arguments as in {@link SsdForward#chunk}, of any number of rows. */
    public void run(SsdLayer layer, int firstRow, int rows, int before, int after) {
        System.arraycopy(layer.states(), before, current, 0, shape.stateElements());
        for (int row = firstRow; row < firstRow + rows; row++) {
            int x = row * shape.channels();
            for (int head = 0; head < shape.heads(); head++) {
                update(head, layer.xbc(), x, layer.dt()[row * shape.heads() + head], layer.a()[head]);
                read(head, layer.xbc(), x, layer.y(), row * shape.inner());
            }
        }
        if (after >= 0) {
            System.arraycopy(current, 0, layer.states(), after, shape.stateElements());
        }
    }

    private void update(int head, float[] xbc, int x, float dt, float a) {
        int p = shape.headDim();
        int b = x + shape.columnOfB(head / shape.headsPerGroup());
        float decay = (float) Math.exp((double) dt * a);
        double squares = 0;
        for (int s = 0; s < shape.dState(); s++) {
            int o = s * shape.inner() + head * p;
            kernels.scale(p, decay, current, o, current, o);
            kernels.axpy(p, dt * xbc[b + s], xbc, x + head * p, current, o);
            squares += kernels.dot(p, current, o, current, o);
        }
        double norm = Math.sqrt(squares);
        if (norm > limit) {
            float scale = (float) (limit / norm);
            for (int s = 0; s < shape.dState(); s++) {
                int o = s * shape.inner() + head * p;
                kernels.scale(p, scale, current, o, current, o);
            }
        }
    }

    /** {@code y = C·h} of one head. */
    private void read(int head, float[] xbc, int x, float[] y, int yo) {
        int p = shape.headDim();
        int c = x + shape.columnOfC(head / shape.headsPerGroup());
        int to = yo + head * p;
        kernels.scale(p, xbc[c], current, head * p, y, to);
        for (int s = 1; s < shape.dState(); s++) {
            kernels.axpy(p, xbc[c + s], current, s * shape.inner() + head * p, y, to);
        }
    }
}
