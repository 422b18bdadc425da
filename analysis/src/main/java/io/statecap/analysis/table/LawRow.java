package io.statecap.analysis.table;

/** One parameter of one fitted law. */
public record LawRow(String target, String group, String criterion, String slice, String method, String law,
                     String parameter, Double value, Double ciLow, Double ciHigh, String xUnit, String yUnit,
                     Double r2, Double aic, Double aicc, int points, Long horizon) {}
