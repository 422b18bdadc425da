package io.statecap.jobs.query;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a query.
 *
 * @param columns names
 * @param rows    a value a column: null, a number, a boolean, a list of such values, or text
 */
public record QueryResult(List<String> columns, List<List<Object>> rows) {

    static QueryResult read(ResultSet result) throws SQLException {
        int width = result.getMetaData().getColumnCount();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= width; i++) {
            columns.add(result.getMetaData().getColumnLabel(i));
        }
        List<List<Object>> rows = new ArrayList<>();
        while (result.next()) {
            List<Object> row = new ArrayList<>(width);
            for (int i = 1; i <= width; i++) {
                row.add(value(result.getObject(i)));
            }
            rows.add(row);
        }
        return new QueryResult(columns, rows);
    }

    private static Object value(Object value) throws SQLException {
        if (value instanceof Array array) {
            List<Object> list = new ArrayList<>();
            for (Object one : (Object[]) array.getArray()) {
                list.add(value(one));
            }
            return list;
        }
        if (value instanceof Object[] array) {
            return Arrays.asList(array);
        }
        if (value instanceof Float number) {
            return number.doubleValue();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
