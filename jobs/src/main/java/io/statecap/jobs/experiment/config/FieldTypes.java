package io.statecap.jobs.experiment.config;

import io.statecap.jobs.experiment.config.FieldType.FloatingNumber;
import io.statecap.jobs.experiment.config.FieldType.IntegerNumber;
import io.statecap.jobs.experiment.config.FieldType.Range;
import io.statecap.jobs.experiment.config.FieldType.Text;
import io.statecap.jobs.experiment.config.FieldType.TruthValue;
import io.statecap.model.probe.Slice;
import java.util.regex.Pattern;

/** Types that several sections use. */
final class FieldTypes {

    /** Largest whole number that every JSON reader keeps exact. */
    static final long EXACT = (1L << 53) - 1;

    static final FieldType<Boolean> BOOLEAN = new TruthValue();

    static final FieldType<Double> SHARE = FloatingNumber.closed(0, 1);

    /** Between 0 and 1, both excluded. */
    static final FieldType<Double> PROPER_SHARE = FloatingNumber.properShare();

    static final Text<String> PATH = Text.of("[\\s\\S]*\\S[\\s\\S]*", "the path of a file or folder");

    /** Of a checkpoint's or a corpus' content; empty where it is to be looked up. */
    static final Text<String> FINGERPRINT = Text.of("([0-9a-f]{32})?", "32 hexadecimal digits, or \"\"");

    private static final String AGE_AT_MOST = "age<=";

    static final Text<Slice> SLICE = new Text<>(Pattern.compile("all|" + AGE_AT_MOST + "[1-9][0-9]{0,8}"),
            "\"all\" or \"age<=K\" with K from 1", FieldTypes::slice);

    private FieldTypes() {}

    static FieldType<Integer> integer(int low, int high) {
        return IntegerNumber.of(low, high);
    }

    static FieldType<Long> integer(long low, long high) {
        return IntegerNumber.of(low, high);
    }

    static FieldType<Double> positive(double high) {
        return FloatingNumber.positive(high);
    }

    static FieldType<Double> closed(double low, double high) {
        return FloatingNumber.closed(low, high);
    }

    static Range range(double high) {
        return new Range(FloatingNumber.positive(high));
    }

    private static Slice slice(String name) {
        return name.startsWith(AGE_AT_MOST)
                ? Slice.ageAtMost(Integer.parseInt(name.substring(AGE_AT_MOST.length())))
                : Slice.ALL;
    }
}
