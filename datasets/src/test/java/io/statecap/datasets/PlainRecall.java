package io.statecap.datasets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The definition of streaming associative recall, written as plainly as possible: the whole history is kept, lags
 * are inverted by a search from 1, ages by a search backwards. Draws in the order of {@link RecallSource}'s streams.
 */
final class PlainRecall {

    private PlainRecall() {}

    static Reading.Tokens generate(RecallSettings settings, Split split, long seed, long index, int pairs) {
        SplitMix64 random = SplitMix64.ofStream(split, seed, index);
        List<Integer> history = new ArrayList<>();
        Map<Integer, Integer> bound = new HashMap<>();
        int[] tokens = new int[2 * pairs];
        int[] ages = new int[2 * pairs];
        for (int i = 0; i < pairs; i++) {
            int key;
            int age = TokenStream.NOT_SCORED;
            if (i == 0 || random.nextDouble() < settings.newRate()) {
                key = random.nextInt(settings.keys());
                bound.put(key, settings.keys() + random.nextInt(settings.values()));
            } else {
                key = history.get(i - lag(random.nextDouble(), Math.min(i, settings.maxAge())));
                age = i - history.lastIndexOf(key);
            }
            history.add(key);
            tokens[2 * i] = key;
            ages[2 * i] = TokenStream.NOT_SCORED;
            tokens[2 * i + 1] = bound.get(key);
            ages[2 * i + 1] = age;
        }
        return new Reading.Tokens(tokens, ages);
    }

    /** The first lag k whose cumulative probability log(k + 1) / log(n + 1) is above {@code uniform}. */
    static int lag(double uniform, int n) {
        int k = 1;
        while (k < n && uniform >= Math.log(k + 1) / Math.log(n + 1)) {
            k++;
        }
        return k;
    }
}
