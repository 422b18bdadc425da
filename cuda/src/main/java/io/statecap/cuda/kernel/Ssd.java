package io.statecap.cuda.kernel;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.DeviceArena;
import io.statecap.cuda.device.Gpu;
import io.statecap.cuda.device.Grid;
import io.statecap.cuda.device.Kernel;
import io.statecap.cuda.device.Kernels;
import io.statecap.cuda.device.Stream;
import io.statecap.model.Mamba2Config;
import java.util.Arrays;

/**
 * The recurrence in chunks, by products on tensor cores (arXiv 2405.21060, section 6); in float32 arithmetic without
 * them. Decays, states and sums are float32 in each. Sums over heads and rows have a fixed order, so results are the
 * same bits every time.
 */
public final class Ssd implements StateSpace {

    /** Longest chunk. Within chunks the work grows with their length, between chunks with their number. */
    private static final int CHUNK = 256;
    /** Rows of a product that a warp works on, and the multiple that sizes in shared memory are rounded to. */
    private static final int TILE = 16;
    /** Tiles in shared memory begin at multiples of so many bytes. */
    private static final int ALIGNMENT = 1024;
    /** Columns of dState that a block works on, in the kernels that have a grid over them. */
    private static final int STATE_BLOCK = 128;
    private static final int THREADS = 256;
    private static final int PASS_THREADS = 128;
    /** Shared memory that kernels hold beside what a launch asks for, at most. */
    private static final int STATIC_SHARED = 12 << 10;
    private static final int HEADS_A_BLOCK = 8;

    private final Mamba2Config config;
    private final int bytes;
    private final boolean vector;
    private final int headsTogether;
    /** Stages of tiles of x and y in ssd_output and ssd_inputs. */
    private final int stages;
    private final int warps;
    private final Kernel decay;
    private final Kernel states;
    private final Kernel pass;
    private final Kernel output;
    private final Kernel inputs;
    private final Kernel scores;
    private final Kernel bAndC;
    private final Kernel steps;
    private final Kernel heads;
    /** What is kept where the caller keeps nothing. */
    private final long own;
    /** What each chunk adds to the state, float32; unused where states are kept in float32. */
    private final long added;
    private final Gradients gradients;

    /** Chunks of a call: their number in a sequence and in all, and elements of an array of positions and heads. */
    private record Chunks(int length, int chunk, int ofSequence, int all, int blocks, long positions) {
        int tiles() {
            return blocks * (blocks + 1) / 2;
        }
    }

    /** Scratch of a backward pass; ssd_backward.cu and ssd_scores.cu say what each array holds. */
    private record Gradients(long next, long rows, long whole, long skip, long scores, long byColumn, long byRow,
                             long sums) {}

    /**
     * @param sequences most sequences of a call
     * @param length    most positions of one
     * @param training  whether {@link #backward} will be called
     */
    public Ssd(Gpu gpu, DeviceArena arena, Mamba2Config config, int sequences, int length, Arithmetic arithmetic,
               boolean training) {
        this.config = config;
        bytes = arithmetic.bytes();
        headsTogether = wide(config.headDim()) <= 32 ? 4 : wide(config.headDim()) <= 64 ? 2 : 1;
        stages = arithmetic.bf16() ? 2 : 1;
        boolean small = length <= 2 * TILE && config.headDim() <= 64;
        warps = small || sharedByInputs(4) > gpu.sharedMemory() - STATIC_SHARED ? 2 : 4;
        vector = config.headDim() % 8 == 0 && config.dState() % 8 == 0;
        String[] macros = {arithmetic.macro(), "ARITHMETIC=" + arithmetic.ordinal(), "HEAD_DIM=" + config.headDim(),
            "D_STATE=" + config.dState(), "WARPS=" + warps, "VECTOR=" + (vector ? 1 : 0)};
        Kernels forward = new Kernels(gpu, "ssd.cu", macros);
        decay = forward.function("ssd_decay");
        states = forward.function("ssd_states");
        pass = forward.function("ssd_pass");
        output = forward.function("ssd_output");
        if (training) {
            Kernels backward = new Kernels(gpu, "ssd_backward.cu", macros);
            Kernels ofScores = new Kernels(gpu, "ssd_scores.cu", macros);
            Kernels ofSteps = new Kernels(gpu, "ssd_steps.cu", macros);
            inputs = backward.function("ssd_inputs");
            scores = ofScores.function("ssd_scores");
            bAndC = ofScores.function("ssd_b_c");
            steps = ofSteps.function("ssd_steps");
            heads = ofSteps.function("ssd_heads");
            gradients = gradients(arena, chunks(sequences, length));
            own = 0;
        } else {
            inputs = null;
            scores = null;
            bAndC = null;
            steps = null;
            heads = null;
            gradients = null;
            own = arena.allocate(keptBytes(sequences, length));
        }
        added = arithmetic.bf16() ? arena.floats(stateElements(chunks(sequences, length))) : 0;
    }

    private Gradients gradients(DeviceArena arena, Chunks c) {
        long headTiles = (long) c.all() * config.heads() * c.tiles() * rows();
        return new Gradients(c.ofSequence() > 1 ? arena.allocate(stateElements(c) * bytes) : 0,
                arena.floats(3 * c.positions()),
                arena.floats((long) c.all() * config.heads()),
                arena.floats((long) c.all() * c.blocks() * config.heads()),
                arena.allocate((long) c.all() * config.groups() * c.tiles() * rows() * rows() * bytes),
                arena.floats(headTiles), arena.floats(headTiles),
                arena.allocate((long) c.all() * config.heads() * 2 * Double.BYTES));
    }

    @Override
    public long keptBytes(int sequences, int length) {
        Chunks c = chunks(sequences, length);
        return 3 * c.positions() * Float.BYTES + stateElements(c) * bytes;
    }

    @Override
    public void forward(Stream stream, int sequences, int length, long xbc, long proj, int ldProj, long dtBias,
                        long aLog, long d, long initial, float logDecay, float inputScale, long y, long last,
                        long kept) {
        Chunks c = chunks(sequences, length);
        long decays = kept == 0 ? own : kept;
        long entry = entry(decays, c, initial);
        decay.launch(stream, headGrid(c), THREADS, 0, shaped(c,
                proj + dtColumn(), ldProj, dtBias, aLog, logDecay, decays, c.positions()));
        if (c.ofSequence() > 1 || last != 0 || initial != 0) {
            long carried = decays + 3 * c.positions() * Float.BYTES;
            states(stream, c, xbc, config.convChannels(), xbc + columnOfB(), decays, carried, true, inputScale);
            pass(stream, c, sequences, carried, decays, initial, last, true);
        }
        output.launch(stream, Grid.cover((long) c.all() * c.blocks() * headBlocks(), 1), threads(), sharedByOutput(),
                shaped(c, xbc, decays, c.positions(), d, entry, y, inputScale));
    }

    @Override
    public void backward(Stream stream, int sequences, int length, long xbc, long proj, int ldProj, long dtBias,
                         long aLog, long d, long initial, long kept, long dy, long dXbc, long dProj, long dDtBias,
                         long dALog, long dD) {
        Chunks c = chunks(sequences, length);
        Gradients g = gradients;
        long size = c.positions();
        long entry = entry(kept, c, initial);
        long next = c.ofSequence() > 1 ? g.next() : 0;
        if (next != 0) {
            states(stream, c, dy, config.dInner(), xbc + columnOfB() + (long) config.groups() * config.dState() * bytes,
                    kept, next, false, 1);
            pass(stream, c, sequences, next, kept, 0, 0, false);
        }
        inputs.launch(stream, Grid.cover((long) c.all() * c.blocks() * headBlocks(), 1), threads(),
                sharedByInputs(warps), shaped(c, xbc, dy, kept, size, d, entry, next, dXbc, g.rows(), g.whole(), g.skip(),
                1f));
        int sharedByScores = ALIGNMENT + Math.max(Math.max(2 * tile(rows(), config.dState()),
                4 * tile(rows(), config.headDim())), tile(rows(), rows()));
        scores.launch(stream, Grid.cover((long) c.all() * config.groups() * c.tiles(), 1), threads(), sharedByScores,
                shaped(c, xbc, dy, kept, size, g.scores(), g.byColumn(), g.byRow(), 1f));
        int rowsOfV = Math.max(rows(), wide(config.headDim()));
        int sharedByBAndC = ALIGNMENT + 2 * (tile(rows(), rowsOfV) + tile(rowsOfV, stateBlock()));
        bAndC.launch(stream, Grid.cover((long) c.all() * config.groups() * c.blocks() * 2 * stateBlocks(), 1),
                threads(), sharedByBAndC, shaped(c, xbc, dy, kept, size, entry, next, g.scores(), dXbc, 1f));
        steps.launch(stream, headGrid(c), THREADS, 0, shaped(c, proj + dtColumn(), ldProj, dtBias, aLog, kept, size,
                g.rows(), g.whole(), g.byColumn(), g.byRow(), entry == 0 ? 0 : 1, next == 0 ? 0 : 1,
                dProj + dtColumn(), g.sums()));
        heads.launch(stream, config.heads(), THREADS, 0, g.sums(), g.skip(), c.all(), c.blocks(), config.heads(),
                dDtBias, dALog, dD);
    }

    /** What each chunk adds to the state, or to its gradient; goes where {@link #pass} expects it. */
    private void states(Stream stream, Chunks c, long u, int ldU, long v, long decays, long carried,
                        boolean isForward, float inputScale) {
        int shared = ALIGNMENT + 2 * (tile(rows(), config.headDim()) + tile(rows(), stateBlock()));
        states.launch(stream, Grid.cover((long) c.all() * config.heads() * stateBlocks(), 1), threads(), shared,
                shaped(c, u, ldU, v, config.convChannels(), decays, c.positions(), added == 0 ? carried : added,
                        isForward ? 1 : 0, inputScale));
    }

    private void pass(Stream stream, Chunks c, int sequences, long carried, long decays, long initial, long last,
                      boolean isForward) {
        int blocks = Grid.cover((long) config.headDim() * config.dState() / (vector ? 4 : 1), PASS_THREADS);
        pass.launch(stream, Math.multiplyExact(blocks, sequences * config.heads()), PASS_THREADS, 0,
                shaped(c, added == 0 ? carried : added, carried, decays, c.positions(), initial, last,
                        isForward ? 1 : 0));
    }

    /** The states before the chunks, or 0 where they are zero. */
    private long entry(long kept, Chunks c, long initial) {
        return c.ofSequence() > 1 || initial != 0 ? kept + 3 * c.positions() * Float.BYTES : 0;
    }

    /** A kernel's arguments, and the shape that ends them. */
    private Object[] shaped(Chunks c, Object... arguments) {
        Object[] shape = {config.heads(), config.groups(), c.length(), c.chunk(), c.ofSequence()};
        Object[] all = Arrays.copyOf(arguments, arguments.length + shape.length);
        System.arraycopy(shape, 0, all, arguments.length, shape.length);
        return all;
    }

    private Chunks chunks(int sequences, int length) {
        int chunk = Math.min(CHUNK, (length + rows() - 1) / rows() * rows());
        int ofSequence = (length + chunk - 1) / chunk;
        int all = Math.multiplyExact(sequences, ofSequence);
        return new Chunks(length, chunk, ofSequence, all, chunk / rows(), (long) all * config.heads() * chunk);
    }

    private long stateElements(Chunks c) {
        return (long) c.all() * config.dInner() * config.dState();
    }

    private Grid headGrid(Chunks c) {
        return Grid.of(c.all(), Grid.cover(config.heads(), HEADS_A_BLOCK));
    }

    /** Blocks that the heads of a chunk are spread over, where a block works on several at once. */
    private int headBlocks() {
        return config.groups() * Grid.cover(config.heads() / config.groups(), headsTogether);
    }

    private int stateBlocks() {
        return Grid.cover(config.dState(), stateBlock());
    }

    /** Shared memory of ssd_output: tiles of C and B and those of the heads, or C and a state. */
    private int sharedByOutput() {
        int ofN = tile(rows(), config.dState());
        return ALIGNMENT + ofN + Math.max(ofN + stages * headsTogether * tile(rows(), config.headDim()),
                tile(wide(config.headDim()), config.dState()));
    }

    /** Shared memory of ssd_inputs: tiles of B and C, which a state may take the place of, and those of the heads. */
    private int sharedByInputs(int ofWarps) {
        int rows = TILE * ofWarps;
        int ofHead = tile(rows, config.headDim());
        int bAndC = tile(rows, config.dState()) + tile(Math.max(rows, wide(config.headDim())), config.dState());
        return ALIGNMENT + Math.max(bAndC, ofHead) + stages * headsTogether * ofHead;
    }

    /** Bytes of a tile in shared memory, as ssd_tile.cuh lays it out. */
    private int tile(int rows, int columns) {
        int row = wide(columns) + (bytes == 2 && wide(columns) % 64 == 0 ? 0 : 8);
        return (rows * row + 511) / 512 * 512 * bytes;
    }

    private long dtColumn() {
        return (long) (config.dInner() + config.convChannels()) * bytes;
    }

    private long columnOfB() {
        return (long) config.dInner() * bytes;
    }

    private int stateBlock() {
        return Math.min(wide(config.dState()), STATE_BLOCK);
    }

    private int rows() {
        return TILE * warps;
    }

    private int threads() {
        return 32 * warps;
    }

    private static int wide(int size) {
        return (size + TILE - 1) / TILE * TILE;
    }
}
