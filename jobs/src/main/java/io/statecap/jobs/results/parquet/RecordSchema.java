package io.statecap.jobs.results.parquet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * The Parquet schema of a record type. A component is a column, {@code trainLength} becoming {@code train_length};
 * primitive components are required, all others may be null.
 *
 * @param <R> the record type
 */
public final class RecordSchema<R> {

    /** The kinds of value that a column may hold, each with the one Java type that carries it. */
    enum Kind {
        INT(PrimitiveTypeName.INT32, null),
        LONG(PrimitiveTypeName.INT64, null),
        DOUBLE(PrimitiveTypeName.DOUBLE, null),
        BOOLEAN(PrimitiveTypeName.BOOLEAN, null),
        STRING(PrimitiveTypeName.BINARY, LogicalTypeAnnotation.stringType()),
        TIMESTAMP(PrimitiveTypeName.INT64,
                LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.MICROS)),
        DOUBLE_LIST(PrimitiveTypeName.DOUBLE, null);

        private static final Map<Type, Kind> BY_TYPE = Map.ofEntries(
                Map.entry(int.class, INT), Map.entry(Integer.class, INT),
                Map.entry(long.class, LONG), Map.entry(Long.class, LONG),
                Map.entry(double.class, DOUBLE), Map.entry(Double.class, DOUBLE),
                Map.entry(boolean.class, BOOLEAN), Map.entry(Boolean.class, BOOLEAN),
                Map.entry(String.class, STRING),
                Map.entry(Instant.class, TIMESTAMP));

        private final PrimitiveTypeName physical;
        private final LogicalTypeAnnotation logical;

        Kind(PrimitiveTypeName physical, LogicalTypeAnnotation logical) {
            this.physical = physical;
            this.logical = logical;
        }

        private static Kind of(RecordComponent component) {
            Kind kind = BY_TYPE.get(component.getGenericType());
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
                    + " Instant or List<Double>.");
        }

        private org.apache.parquet.schema.Type column(String name, boolean nullable) {
            if (this == DOUBLE_LIST) {
                return Types.optionalList().optionalElement(physical).named(name);
            }
            return (nullable ? Types.optional(physical) : Types.required(physical)).as(logical).named(name);
        }
    }

    /** One column: its place in the record, its name in Parquet and what it holds. */
    record Column(int index, String name, Kind kind, boolean nullable) {}

    private final Class<R> type;
    private final List<Column> columns;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;
    private final MessageType message;

    private RecordSchema(Class<R> type, List<Column> columns, MethodHandle[] accessors, MethodHandle constructor) {
        this.type = type;
        this.columns = List.copyOf(columns);
        this.accessors = accessors;
        this.constructor = constructor;
        Types.MessageTypeBuilder builder = Types.buildMessage();
        for (Column column : columns) {
            builder.addField(column.kind().column(column.name(), column.nullable()));
        }
        this.message = builder.named(snakeCase(type.getSimpleName()));
    }

    /**
     * The schema of a public record type.
     *
     * @throws IllegalArgumentException if a component has a type that no column holds, or the record is not accessible
     */
    public static <R> RecordSchema<R> of(Class<R> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is not a record.");
        }
        RecordComponent[] components = type.getRecordComponents();
        List<Column> columns = new ArrayList<>();
        MethodHandle[] accessors = new MethodHandle[components.length];
        Class<?>[] parameters = new Class<?>[components.length];
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            for (int i = 0; i < components.length; i++) {
                RecordComponent component = components[i];
                columns.add(new Column(i, snakeCase(component.getName()), Kind.of(component),
                        !component.getType().isPrimitive()));
                accessors[i] = lookup.unreflect(component.getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
                parameters[i] = component.getType();
            }
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class, parameters))
                    .asSpreader(Object[].class, parameters.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
            return new RecordSchema<>(type, columns, accessors, constructor);
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalArgumentException("Record " + type.getName() + " is not public.", e);
        }
    }

    List<Column> columns() {
        return columns;
    }

    public MessageType message() {
        return message;
    }

    /** The value of one column of a row. */
    Object value(R row, Column column) {
        try {
            return (Object) accessors[column.index()].invokeExact((Object) row);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Accessor of column " + column.name() + " failed.", e);
        }
    }

    /** A row from its values in the order of {@link #columns}. */
    R row(Object[] values) {
        try {
            return type.cast((Object) constructor.invokeExact(values));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("Constructor of " + type.getName() + " failed.", e);
        }
    }

    /**
     * {@code camelCase} as {@code camel_case}; a digit belongs to the word before it ({@code r2}).
     */
    static String snakeCase(String name) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                if (i > 0) {
                    out.append('_');
                }
                out.append(Character.toLowerCase(c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
