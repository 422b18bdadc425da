package io.statecap.analysis.report.figure;

import io.statecap.analysis.law.formula.Law;
import io.statecap.analysis.report.chart.Numbers;
import io.statecap.analysis.table.LawRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One fitted law, put together from the rows of its parameters. S in elements, T in tokens. */
public record FittedLaw(Id id, Map<String, LawRow> parameters) {

    /** What tells one fitted law from another. */
    public record Id(String target, String group, String criterion, String slice, String method, String law) {

        static Id of(LawRow row) {
            return new Id(row.target(), row.group(), row.criterion(), row.slice(), row.method(), row.law());
        }
    }

    /** Laws in the order of their first rows. */
    public static List<FittedLaw> of(List<LawRow> rows) {
        Map<Id, Map<String, LawRow>> byLaw = new LinkedHashMap<>();
        rows.forEach(row -> byLaw.computeIfAbsent(Id.of(row), id -> new LinkedHashMap<>()).put(row.parameter(), row));
        List<FittedLaw> laws = new ArrayList<>();
        byLaw.forEach((id, parameters) -> laws.add(new FittedLaw(id, parameters)));
        return laws;
    }

    /** The law's T at S, tokens; NaN where a parameter is missing or the law is unknown. */
    public double at(double stateSize) {
        return kind().filter(law -> parameters.keySet().containsAll(law.parameterNames()))
                .map(law -> law.threshold(stateSize, law.parameterNames().stream().mapToDouble(this::value).toArray()))
                .orElse(Double.NaN);
    }

    public Double aic() {
        return parameters.values().iterator().next().aic();
    }

    /** The law as a formula with its numbers. */
    public String formula() {
        String text = kind().map(Law::formula).orElse(id.law());
        for (String name : parameters.keySet()) {
            text = text.replaceAll("\\b" + Pattern.quote(name) + "\\b",
                    Matcher.quoteReplacement(Numbers.plain(value(name))));
        }
        return text.replace("+ -", "- ").replace("*", "\u00b7").replace("-", "\u2212");
    }

    private Optional<Law> kind() {
        return Arrays.stream(Law.values()).filter(law -> law.text().equals(id.law())).findFirst();
    }

    private double value(String parameter) {
        Double value = parameters.get(parameter).value();
        return value == null ? Double.NaN : value;
    }
}
