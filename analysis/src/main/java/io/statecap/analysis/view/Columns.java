package io.statecap.analysis.view;

import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * The columns of a table of results. Each is defined once, by the component of its record: under the component's name it
 * is written to Parquet, CSV and JSON, and as {@link Shown} says to the terminal and the page.
 *
 * @param rows record type of the table's rows
 */
public record Columns<R>(Class<R> rows) {

    /** How people see a column: its name where it is not the component's, its unit or meaning, and its format. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    public @interface Shown {

        String name() default "";

        String hint() default "";

        Kind kind() default Kind.TEXT;
    }

    /** The column of a component that is {@link Shown}. */
    public Column<R> of(String component) {
        RecordComponent found = Arrays.stream(rows.getRecordComponents())
                .filter(one -> one.getName().equals(component)).findFirst().orElseThrow();
        Shown shown = found.getAnnotation(Shown.class);
        return Column.of(shown.name().isEmpty() ? component : shown.name(), shown.hint(), shown.kind(), row -> {
            try {
                return found.getAccessor().invoke(row);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a public record's component can be read", e);
            }
        });
    }

    /** The same for the page only. */
    Column<R> page(String component) {
        return of(component).brief(null);
    }
}
