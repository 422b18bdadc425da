package io.statecap.jobs.results.parquet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The Parquet schema of a record type. A component is a column, {@code trainLength} becoming {@code train_length};
 * primitive components are required, all others may be null.
 *
 * @param <R> the record type
 */
public final class RecordSchema<R> {

    /** One column: its place in the record, its name in Parquet and what it holds. */
    record Column(int index, String name, ColumnKind kind, boolean nullable) {}

    private final Class<R> type;
    private final MessageType message;
    private final List<Column> columns = new ArrayList<>();
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    private RecordSchema(Class<R> type, MessageType message) throws IllegalAccessException, NoSuchMethodException {
        this.type = type;
        this.message = message;
        RecordComponent[] components = type.getRecordComponents();
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        accessors = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            Type column = message.getType(i);
            columns.add(new Column(i, column.getName(), ColumnKind.of(components[i]),
                    column.isRepetition(Type.Repetition.OPTIONAL)));
            accessors[i] = lookup.unreflect(components[i].getAccessor())
                    .asType(MethodType.methodType(Object.class, Object.class));
        }
        Class<?>[] parameters = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        constructor = lookup.findConstructor(type, MethodType.methodType(void.class, parameters))
                .asSpreader(Object[].class, parameters.length)
                .asType(MethodType.methodType(Object.class, Object.class));
    }

    /**
     * The schema of a public record type.
     *
     * @throws IllegalArgumentException if a component has a type that no column holds, or the record is not accessible
     */
    public static <R> RecordSchema<R> of(Class<R> type) {
        List<Type> columns = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            columns.add(ColumnKind.of(component).column(snakeCase(component.getName()),
                    !component.getType().isPrimitive()));
        }
        return of(type, new MessageType(snakeCase(type.getSimpleName()), columns));
    }

    /** As {@link #of(Class)}, but with a given schema, which has a column for each component, in their order. */
    static <R> RecordSchema<R> of(Class<R> type, MessageType message) {
        try {
            return new RecordSchema<>(type, message);
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
        return call(accessors[column.index()], row);
    }

    /** The values of a row, in the order of the columns. */
    public List<Object> values(R row) {
        List<Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(value(row, column)));
        return values;
    }

    /** A row from its values in the order of {@link #columns}. */
    R row(Object[] values) {
        return type.cast(call(constructor, values));
    }

    private Object call(MethodHandle method, Object argument) {
        try {
            return (Object) method.invokeExact(argument);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("An accessor or the constructor of " + type.getName() + " failed.", e);
        }
    }

    /** {@code camelCase} as {@code camel_case}; a digit belongs to the word before it ({@code r2}). */
    static String snakeCase(String name) {
        return name.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
