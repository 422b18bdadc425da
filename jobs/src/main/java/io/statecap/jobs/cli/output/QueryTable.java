package io.statecap.jobs.cli.output;

import io.statecap.analysis.view.Document;
import io.statecap.jobs.common.Json;
import io.statecap.jobs.export.CsvRows;
import io.statecap.jobs.query.QueryResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of a query as text. */
public final class QueryTable {

    /** A configuration in a cell would push all other columns off the screen. */
    private static final int WIDEST = 60;

    private QueryTable() {}

    /** For people: columns aligned, numbers to the right, long values cut off. */
    public static Document text(QueryResult result) {
        List<List<String>> lines = new ArrayList<>(List.of(result.columns()));
        result.rows().forEach(row -> lines.add(row.stream().map(QueryTable::shown).toList()));
        return new Document().table(lines);
    }

    private static String shown(Object value) {
        String text = String.valueOf(value).replaceAll("\\R", " ");
        return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 3) + "...";
    }

    /** CSV (RFC 4180); empty cells are nulls, lists are in brackets. */
    public static String csv(QueryResult result) {
        StringBuilder text = new StringBuilder(CsvRows.line(result.columns()));
        result.rows().forEach(row -> text.append(CsvRows.line(row)));
        return text.toString();
    }

    /** A list of objects. */
    public static String json(QueryResult result) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (List<Object> row : result.rows()) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                object.put(result.columns().get(i), row.get(i));
            }
            rows.add(object);
        }
        return Json.text(rows) + "\n";
    }
}
