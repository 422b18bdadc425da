package io.statecap.analysis.report;

import io.statecap.analysis.report.chart.Markup;
import io.statecap.analysis.view.Numbers;
import io.statecap.analysis.view.Table;
import io.statecap.analysis.view.Table.Column;
import io.statecap.analysis.view.Table.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A table as HTML, without columns that are empty in every row. Cells carry their value as {@code data-v} where it is
 * more than their words say: by it the page's script sorts and writes CSV.
 */
final class TableHtml {

    private static final Set<Kind> NUMERIC = EnumSet.of(Kind.NUMBER, Kind.LOSS, Kind.COUNT, Kind.TOKENS);
    private static final int SHORT_ID = 8;

    private TableHtml() {}

    static Markup of(Table table) {
        int[] used = IntStream.range(0, table.columns().size())
                .filter(i -> table.rows().stream().map(row -> row.get(i)).anyMatch(value -> value != null
                        && !value.equals(""))).toArray();
        Markup html = new Markup().open("div", "data-table", table.id());
        if (!table.note().isEmpty()) {
            html.element("p", table.note());
        }
        html.open("div", "class", "scroll", "tabindex", 0, "role", "region", "aria-label", table.title())
                .open("table").open("thead").open("tr");
        for (int i : used) {
            Column<?> head = table.columns().get(i);
            html.open("th", "scope", "col", "class", NUMERIC.contains(head.kind()) ? "right" : null, "data-filter",
                            table.filters().contains(head.name()) ? "" : null, "data-csv",
                            head.kind() == Kind.CURVE ? null : "")
                    .element("button", head.name(), "type", "button", "title", head.hint().isEmpty() ? null
                            : head.hint()).close("th");
        }
        html.close("tr").close("thead").open("tbody");
        for (List<Object> row : table.rows()) {
            html.open("tr");
            for (int i : used) {
                cell(html, table.columns().get(i).kind(), row.get(i));
            }
            html.close("tr");
        }
        return html.close("tbody").close("table").close("div").close("div");
    }

    private static void cell(Markup html, Kind kind, Object value) {
        String style = NUMERIC.contains(kind) ? "right" : kind.name().toLowerCase(Locale.ROOT);
        if (value == null || value.equals("")) {
            html.raw("<td/>");
        } else if (value instanceof Number number) {
            String words = words(kind, number.doubleValue()).replace('-', '\u2212');
            String raw = Numbers.raw(number.doubleValue());
            html.element("td", words, "class", style, "data-v", raw.equals(words) ? null : raw);
        } else {
            String text = value.toString();
            html.open("td", "class", style, "title", kind == Kind.ID || kind == Kind.TEXT ? text : null, "data-v",
                    kind == Kind.ID || kind == Kind.FILE ? text : null);
            switch (kind) {
                case OUTCOME -> html.element("span", text, "class", "outcome " + text.replace(' ', '-'));
                case CURVE -> html.element("a", "curve", "href", "#loss-by-position", "data-line", text);
                case FILE -> html.element("a", "log", "href", text);
                case ID -> html.raw(Markup.escape(text.substring(0, Math.min(SHORT_ID, text.length()))));
                default -> html.raw(Markup.escape(text));
            }
            html.close("td");
        }
    }

    private static String words(Kind kind, double value) {
        return switch (kind) {
            case LOSS -> Numbers.fixed(value, 3);
            case COUNT -> Numbers.count(value);
            case TOKENS -> Numbers.tokens(value);
            default -> Numbers.plain(value);
        };
    }
}
