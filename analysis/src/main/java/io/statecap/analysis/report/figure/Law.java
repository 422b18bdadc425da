package io.statecap.analysis.report.figure;

import io.statecap.analysis.report.chart.Numbers;
import io.statecap.analysis.table.LawRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One fitted law, put together from the rows of its parameters. S in elements, T in tokens. */
public record Law(Id id, Map<String, LawRow> parameters) {

    /** What tells one fitted law from another. */
    public record Id(String target, String group, String criterion, String slice, String method, String law) {

        static Id of(LawRow row) {
            return new Id(row.target(), row.group(), row.criterion(), row.slice(), row.method(), row.law());
        }
    }

    /** Laws in the order of their first rows. */
    public static List<Law> of(List<LawRow> rows) {
        Map<Id, Map<String, LawRow>> byLaw = new LinkedHashMap<>();
        rows.forEach(row -> byLaw.computeIfAbsent(Id.of(row), id -> new LinkedHashMap<>()).put(row.parameter(), row));
        List<Law> laws = new ArrayList<>();
        byLaw.forEach((id, parameters) -> laws.add(new Law(id, parameters)));
        return laws;
    }

    /** The law's T at S, tokens; NaN where a parameter is missing or the law is unknown. */
    public double at(double stateSize) {
        return switch (id.law()) {
            case "linear" -> value("a") * stateSize + value("b");
            case "power" -> value("a") * Math.pow(stateSize, value("b"));
            case "constant" -> parameters.containsKey("a") ? value("a") : value("b");
            case "exponential" -> value("c") * (Math.pow(value("alpha"), stateSize) - 1) + value("d");
            default -> Double.NaN;
        };
    }

    public Double aic() {
        return parameters.values().iterator().next().aic();
    }

    /** The law as a formula with its numbers. */
    public String formula() {
        return switch (id.law()) {
            case "linear" -> "T = " + number("a") + "·S " + signed("b");
            case "power" -> "T = " + number("a") + "·S^" + number("b");
            case "constant" -> "T = " + Numbers.plain(at(1));
            case "exponential" -> "T = " + number("c") + "·(" + number("alpha") + "^S − 1) " + signed("d");
            default -> id.law();
        };
    }

    private double value(String parameter) {
        LawRow row = parameters.get(parameter);
        return row == null || row.value() == null ? Double.NaN : row.value();
    }

    private String number(String parameter) {
        return Numbers.plain(value(parameter)).replace('-', '−');
    }

    private String signed(String parameter) {
        double value = value(parameter);
        return (value < 0 ? "− " : "+ ") + Numbers.plain(Math.abs(value));
    }
}
