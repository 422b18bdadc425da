package io.statecap.jobs.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.statecap.analysis.table.HorizonRow;
import io.statecap.analysis.table.LawRow;
import io.statecap.analysis.table.ThresholdRow;
import io.statecap.jobs.common.Json;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A column is defined once, by its record's component: CSV and JSON have it under that name, with that value. */
class ColumnNamesTest {

    private static Stream<Record> rows() {
        return Stream.of(
                new ThresholdRow("T_train", "recall", "g", "fresh>0.5", "all", 100, null, 64L, 128L, 90.5, 70.5, null,
                        true, 3, 24, 4096L),
                new LawRow("T_train", "g", "fresh>0.5", "all", "ols", "linear", "a", 1.5, 0.5, 2.5, "elements", "tokens",
                        0.9, 11.0, 12.0, 8, 4096L),
                new HorizonRow("T_train", "g", "fresh>0.5", "all", 4096, 9, 4, List.of(), List.of(), 0.5, 0.4, null,
                        3.0));
    }

    @ParameterizedTest
    @MethodSource("rows")
    <R extends Record> void csvAndJsonHaveTheComponents(R row) throws ReflectiveOperationException,
            JsonProcessingException {
        @SuppressWarnings("unchecked")
        CsvRows<R> csv = new CsvRows<>((Class<R>) row.getClass());
        JsonNode json = new ObjectMapper().readTree(Json.text(row));
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            String name = component.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
            Object value = component.getAccessor().invoke(row);
            names.add(name);
            values.add(value == null ? "" : value.toString());
            assertEquals(value == null, json.get(name).isNull(), name);
            if (value instanceof Number number) {
                assertEquals(number.doubleValue(), json.get(name).asDouble(), name);
            }
        }
        List<String> keys = new ArrayList<>();
        json.fieldNames().forEachRemaining(keys::add);
        assertEquals(names, keys);
        assertEquals(names, Arrays.asList(csv.header().strip().split(",")));
        assertEquals(values, Arrays.asList(csv.line(row).replaceFirst("\n$", "").split(",", -1)));
    }
}
