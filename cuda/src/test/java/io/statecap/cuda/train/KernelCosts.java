package io.statecap.cuda.train;

import io.statecap.cuda.device.Arithmetic;
import io.statecap.cuda.device.WorkTimes;
import io.statecap.model.Mamba2Config;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Bytes and operations of each kernel of a training step or of a reading, counted from the sizes: every input read once, every output
 * written once, products where the mask is not zero. For a table beside the measured times.
 */
final class KernelCosts {

    /** What one H100 was measured to do at most: bytes a second from memory; operations a second of products. */
    private static final double MEMORY = 3.0e12;
    private static final Map<Arithmetic, Double> PRODUCTS = Map.of(Arithmetic.FLOAT32, 51.7e12, Arithmetic.TF32,
            394e12, Arithmetic.BF16, 743e12);
    private static final int CHUNK = 256;

    /** Of all launches of a name. */
    private record Cost(double bytes, double operations) {}

    private final Arithmetic arithmetic;
    private final Map<String, Cost> costs = new HashMap<>();

    /**
     * @param rows     tokens, all of them scored
     * @param length   of a sequence
     * @param training whether there is a backward pass
     */
    KernelCosts(Mamba2Config config, Arithmetic arithmetic, long rows, int length, boolean training) {
        this.arithmetic = arithmetic;
        double e = arithmetic.bytes();
        double layers = config.layers();
        double all = rows * layers;
        double width = config.dModel();
        double inner = config.dInner();
        double channels = config.convChannels();
        double heads = config.heads();
        double state = config.dState();
        double q = Math.min(CHUNK, length);
        boolean carried = length > CHUNK;
        double states = carried ? (double) rows / CHUNK * layers * inner * state : 0;
        // Lower halves of C·Bᵀ a group, and of their products with x a head; products with states.
        double scores = all * q * state * config.groups();
        double ofHeads = all * q * inner;
        double ofStates = carried ? all * 2 * state * inner : 0;
        double decays = all * heads * 8;
        int passes = training ? 2 : 1;
        put("embed", rows * width * 8, 0);
        put("rms_forward", (all + rows) * width * (4 + e) + (training ? all * width * 4 : 0), 0);
        put("rms_backward", (all + rows) * width * (e + 4 + 8 + (e == 2 ? 2 : 0)), 0);
        put("gated_forward", all * inner * 3 * e, 0);
        put("gated_backward", all * inner * 5 * e, 0);
        put("conv_forward", all * channels * 2 * e, 0);
        put("conv_backward", all * channels * 3 * e, 0);
        put("ssd_decay", all * heads * (e + 8), 0);
        put("ssd_states", passes * (all * (inner + state) * e + states * 4), passes * ofStates);
        put("ssd_pass", passes * states * (4 + e), 0);
        put("ssd_output", all * (channels + inner) * e + decays + states * e, scores + ofHeads + ofStates);
        put("ssd_inputs", all * (channels + 2 * inner) * e + decays + 2 * states * e,
                scores + ofHeads + 2 * ofStates);
        put("ssd_scores", all * (channels + inner) * e + decays + all * q / 2 * e, scores + ofHeads);
        put("ssd_b_c", all * 4 * state * config.groups() * e + all * q * e + decays + 2 * states * e
                + (carried ? all * 2 * inner * e : 0), 2 * scores + 2 * ofStates);
        put("ssd_steps", all * heads * (2 * e + 4 * (carried ? 4 : 2) + 4 * (q / 64 + 1)), 0);
        put("loss_only", (double) rows * config.vocabulary() * arithmetic.scored().bytes(), 0);
        put("loss_gradient", (double) rows * config.vocabulary() * 2 * e, 0);
    }

    private void put(String name, double bytes, double operations) {
        costs.put(name, new Cost(bytes, operations));
    }

    /** Of one launch, by the sizes in a product's name: operands once, and the result in the operands' type. */
    private Cost product(String name) {
        String[] sizes = name.substring("product ".length()).split(" x ");
        double m = Double.parseDouble(sizes[0]);
        double n = Double.parseDouble(sizes[1]);
        double k = Double.parseDouble(sizes[2]);
        return new Cost((m * k + k * n + m * n) * arithmetic.bytes(), 2 * m * n * k);
    }

    /** A table of the times, longest first. */
    void print(Map<String, WorkTimes.Time> times) {
        double all = times.values().stream().mapToDouble(WorkTimes.Time::milliseconds).sum();
        System.out.printf("| kernel | launches | ms | share | GB | TB/s | of memory's | GFLOP | TFLOP/s | of products' |%n"
                + "|---|---|---|---|---|---|---|---|---|---|%n");
        times.entrySet().stream()
                .sorted(Comparator.comparingDouble(e -> -e.getValue().milliseconds())).limit(32)
                .forEach(e -> print(e.getKey(), e.getValue(), all));
        System.out.printf("| all | | %.3f | | | | | | | |%n", all);
    }

    private void print(String name, WorkTimes.Time time, double all) {
        Cost cost = costs.get(name);
        if (name.startsWith("product ")) {
            Cost one = product(name);
            cost = new Cost(one.bytes() * time.count(), one.operations() * time.count());
        }
        double seconds = time.milliseconds() / 1e3;
        String costs = cost == null ? "| | | | | | |" : String.format("| %.2f | %.2f | %.0f %% %s|",
                cost.bytes() / 1e9, cost.bytes() / seconds / 1e12, 100 * cost.bytes() / seconds / MEMORY,
                cost.operations() == 0 ? "| | | " : String.format("| %.0f | %.0f | %.0f %% ", cost.operations() / 1e9,
                        cost.operations() / seconds / 1e12,
                        100 * cost.operations() / seconds / PRODUCTS.get(arithmetic)));
        System.out.printf("| %s | %d | %.3f | %.1f %% %s%n", name, time.count(), time.milliseconds(),
                100 * time.milliseconds() / all, costs);
    }
}
