package io.statecap.model.probe;

import io.statecap.datasets.TokenStream;
import java.util.ArrayList;
import java.util.List;

/** One sequence while it is read with its state carried, in several views. */
final class SequenceReading {

    final int index;
    final ArrayList<LossSums> carried = new ArrayList<>();
    /** One a view. */
    final List<FreshTokens> again = new ArrayList<>();
    private final TokenStream stream;
    private final long[] lengths;
    private int last;

    /** @param index number of the sequence among all that are probed */
    SequenceReading(int index, TokenStream stream, List<LossView> views, List<Slice> slices) {
        this.index = index;
        this.stream = stream;
        lengths = views.stream().mapToLong(view -> view.buckets().length()).toArray();
        for (LossView view : views) {
            carried.add(new LossSums(view.buckets(), slices));
            again.add(new FreshTokens(FreshPlan.of(view)));
        }
        int[] first = new int[1];
        stream.read(first, new int[1], 0, 1);
        last = first[0];
    }

    /** The next piece, as inputs and the targets that follow them. */
    void next(long start, int count, int[] inputs, int[] targets, int[] ages, int offset) {
        stream.read(targets, ages, offset, count);
        inputs[offset] = last;
        System.arraycopy(targets, offset, inputs, offset + 1, count - 1);
        last = targets[offset + count - 1];
        again.forEach(tokens -> tokens.keep(start, count, inputs, targets, ages, offset));
    }

    void loss(long position, int age, double loss, boolean correct) {
        for (int view = 0; view < lengths.length; view++) {
            if (position < lengths[view]) {
                carried.get(view).add(position, age, loss, correct);
                again.get(view).loss(position, loss);
            }
        }
    }
}
