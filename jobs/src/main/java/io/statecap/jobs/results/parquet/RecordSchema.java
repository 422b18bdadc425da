package io.statecap.jobs.results.parquet;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The Parquet schema of a record type. A component is a column, {@code trainLength} becoming {@code train_length};
 * primitive components are required, all others may be null.
 *
 * @param <R> the record type
 */
public final class RecordSchema<R> {

    /** One column: its place in the record, its name in Parquet, what it holds and how to get it. */
    record Column(int index, String name, ColumnKind kind, Method accessor, boolean nullable) {}

    private final MessageType message;
    private final List<Column> columns = new ArrayList<>();
    private final Constructor<R> constructor;

    private RecordSchema(Class<R> type, MessageType message) throws NoSuchMethodException {
        this.message = message;
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            Type column = message.getType(i);
            columns.add(new Column(i, column.getName(), ColumnKind.of(components[i]), components[i].getAccessor(),
                    column.isRepetition(Type.Repetition.OPTIONAL)));
        }
        constructor = type.getConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
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
        } catch (NoSuchMethodException e) {
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
            return column.accessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw problem(e);
        }
    }

    /** The values of a row, in the order of the columns. */
    public List<Object> values(R row) {
        List<Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(value(row, column)));
        return values;
    }

    /** A row from its values in the order of {@link #columns}. */
    R row(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw problem(e);
        }
    }

    /** What the record itself threw, if it did. */
    private static RuntimeException problem(ReflectiveOperationException e) {
        return ExceptionUtils.asRuntimeException(e.getCause() == null ? e : e.getCause());
    }

    /** {@code camelCase} as {@code camel_case}; a digit belongs to the word before it ({@code r2}). */
    static String snakeCase(String name) {
        return name.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
