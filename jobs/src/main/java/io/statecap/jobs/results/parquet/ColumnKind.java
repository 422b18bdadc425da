package io.statecap.jobs.results.parquet;

import com.google.common.primitives.Primitives;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The kinds of value that a column may hold, each with the one Java type that carries it. */
enum ColumnKind {
    INT(PrimitiveTypeName.INT32, (out, value) -> out.addInteger((Integer) value), ColumnReader::getInteger),
    LONG(PrimitiveTypeName.INT64, (out, value) -> out.addLong((Long) value), ColumnReader::getLong),
    DOUBLE(PrimitiveTypeName.DOUBLE, (out, value) -> out.addDouble((Double) value), ColumnReader::getDouble),
    BOOLEAN(PrimitiveTypeName.BOOLEAN, (out, value) -> out.addBoolean((Boolean) value), ColumnReader::getBoolean),
    STRING(PrimitiveTypeName.BINARY, (out, value) -> out.addBinary(Binary.fromString((String) value)),
            ColumnReader::getBinary),
    TIMESTAMP(PrimitiveTypeName.INT64,
            (out, value) -> out.addLong(ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value)),
            in -> Instant.EPOCH.plus(in.getLong(), ChronoUnit.MICROS)),
    DOUBLE_LIST(PrimitiveTypeName.DOUBLE, (out, value) -> writeDoubles(out, (List<?>) value), null),
    INT_LIST(PrimitiveTypeName.INT32, (out, value) -> writeInts(out, (int[]) value), null);

    private static final Map<Class<?>, ColumnKind> BY_TYPE = Map.of(Integer.class, INT, Long.class, LONG,
            Double.class, DOUBLE, Boolean.class, BOOLEAN, String.class, STRING, Instant.class, TIMESTAMP,
            int[].class, INT_LIST);

    private final PrimitiveTypeName physical;
    private final BiConsumer<RecordConsumer, Object> writer;
    private final Function<ColumnReader, Object> reader;

    ColumnKind(PrimitiveTypeName physical, BiConsumer<RecordConsumer, Object> writer,
               Function<ColumnReader, Object> reader) {
        this.physical = physical;
        this.writer = writer;
        this.reader = reader;
    }

    static ColumnKind of(RecordComponent component) {
        ColumnKind kind = BY_TYPE.get(Primitives.wrap(component.getType()));
        if (kind != null) {
            return kind;
        }
        if (component.getGenericType() instanceof ParameterizedType list && list.getRawType() == List.class
                && list.getActualTypeArguments()[0] == Double.class) {
            return DOUBLE_LIST;
        }
        throw new IllegalArgumentException(
                "Component " + component.getName() + " of " + component.getDeclaringRecord().getName() + " is a "
                + component.getGenericType().getTypeName() + "; a column holds int, long, double, boolean, String,"
                + " Instant, List<Double> or int[].");
    }

    /** The column; lists of ints are part of token Parquet only, which has a schema of its own. */
    Type column(String name, boolean nullable) {
        if (this == DOUBLE_LIST) {
            return Types.optionalList().optionalElement(physical).named(name);
        }
        LogicalTypeAnnotation logical = this == STRING ? LogicalTypeAnnotation.stringType() : this == TIMESTAMP
                ? LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS) : null;
        return (nullable ? Types.optional(physical) : Types.required(physical)).as(logical).named(name);
    }

    /** @param value not null */
    void write(RecordConsumer out, Object value) {
        writer.accept(out, value);
    }

    /** The value of the row that a column is at, after which it is at the next; texts are {@link Binary}. */
    Object read(ColumnReader in) {
        int full = in.getDescriptor().getMaxDefinitionLevel();
        if (this == DOUBLE_LIST) {
            return readDoubles(in, full);
        }
        if (this == INT_LIST) {
            return readInts(in, full);
        }
        Object value = in.getCurrentDefinitionLevel() == full ? reader.apply(in) : null;
        in.consume();
        return value;
    }

    /** The three-level list that Parquet's format specification asks for. */
    private static void writeDoubles(RecordConsumer out, List<?> values) {
        out.startGroup();
        if (!values.isEmpty()) {
            out.startField("list", 0);
            for (Object value : values) {
                out.startGroup();
                if (value != null) {
                    out.startField("element", 0);
                    out.addDouble((Double) value);
                    out.endField("element", 0);
                }
                out.endGroup();
            }
            out.endField("list", 0);
        }
        out.endGroup();
    }

    /** Each level of definition that is missing leaves out one more: the value, the element, the list. */
    private static List<Double> readDoubles(ColumnReader in, int full) {
        boolean isNull = in.getCurrentDefinitionLevel() < full - 2;
        LongStream.Builder bits = LongStream.builder();
        do {
            if (in.getCurrentDefinitionLevel() >= full - 1) {
                bits.add(in.getCurrentDefinitionLevel() < full ? DoubleList.NULL
                        : Double.doubleToLongBits(in.getDouble()));
            }
            in.consume();
        } while (in.getCurrentRepetitionLevel() > 0);
        return isNull ? null : new DoubleList(bits.build().toArray());
    }

    /** An unmodifiable list of numbers and nulls without an object for each: thousands of curves hold millions. */
    private static final class DoubleList extends AbstractList<Double> implements RandomAccess {

        /** Of a NaN that {@link Double#doubleToLongBits} does not give. */
        private static final long NULL = -1;

        private final long[] bits;

        private DoubleList(long[] bits) {
            this.bits = bits;
        }

        @Override
        public Double get(int index) {
            return bits[index] == NULL ? null : (Double) Double.longBitsToDouble(bits[index]);
        }

        @Override
        public int size() {
            return bits.length;
        }
    }

    /** The two-level list. */
    private static void writeInts(RecordConsumer out, int[] values) {
        out.startGroup();
        if (values.length > 0) {
            out.startField("element", 0);
            for (int value : values) {
                out.addInteger(value);
            }
            out.endField("element", 0);
        }
        out.endGroup();
    }

    private static int[] readInts(ColumnReader in, int full) {
        IntStream.Builder values = IntStream.builder();
        do {
            // An empty list is there as one value below the element's level.
            if (in.getCurrentDefinitionLevel() == full) {
                values.add(in.getInteger());
            }
            in.consume();
        } while (in.getCurrentRepetitionLevel() > 0);
        return values.build().toArray();
    }
}
