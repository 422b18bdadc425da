package io.statecap.jobs.results.parquet;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;

/** Builds records from the values that Parquet delivers; columns that the file lacks stay null. */
final class RowMaterializer<R> extends RecordMaterializer<R> {

    private final RecordSchema<R> schema;
    private final Object[] values;
    private final GroupConverter root;
    private R current;

    /** {@code columns} are those that the file has, in the order in which they are requested from it. */
    RowMaterializer(RecordSchema<R> schema, List<RecordSchema.Column> columns) {
        this.schema = schema;
        this.values = new Object[schema.columns().size()];
        Converter[] converters = new Converter[columns.size()];
        for (int i = 0; i < converters.length; i++) {
            converters[i] = converter(columns.get(i));
        }
        this.root = new GroupConverter() {
            @Override
            public Converter getConverter(int fieldIndex) {
                return converters[fieldIndex];
            }

            @Override
            public void start() {
                Arrays.fill(values, null);
            }

            @Override
            public void end() {
                current = schema.row(values.clone());
            }
        };
    }

    @Override
    public R getCurrentRecord() {
        return current;
    }

    @Override
    public GroupConverter getRootConverter() {
        return root;
    }

    private Converter converter(RecordSchema.Column column) {
        Consumer<Object> sink = value -> values[column.index()] = value;
        return switch (column.kind()) {
            case STRING -> new StringConverter(sink);
            case TIMESTAMP -> new ScalarConverter(
                    micros -> sink.accept(Instant.EPOCH.plus((Long) micros, ChronoUnit.MICROS)));
            case DOUBLE_LIST -> new ListConverter(sink);
            default -> new ScalarConverter(sink);
        };
    }

    private static final class ScalarConverter extends PrimitiveConverter {

        private final Consumer<Object> sink;

        ScalarConverter(Consumer<Object> sink) {
            this.sink = sink;
        }

        @Override
        public void addInt(int value) {
            sink.accept(value);
        }

        @Override
        public void addLong(long value) {
            sink.accept(value);
        }

        @Override
        public void addDouble(double value) {
            sink.accept(value);
        }

        @Override
        public void addBoolean(boolean value) {
            sink.accept(value);
        }
    }

    /** Decodes each entry of a dictionary once, not once a row. */
    private static final class StringConverter extends PrimitiveConverter {

        private final Consumer<Object> sink;
        private String[] decoded;

        StringConverter(Consumer<Object> sink) {
            this.sink = sink;
        }

        @Override
        public boolean hasDictionarySupport() {
            return true;
        }

        @Override
        public void setDictionary(Dictionary dictionary) {
            decoded = new String[dictionary.getMaxId() + 1];
            for (int id = 0; id < decoded.length; id++) {
                decoded[id] = dictionary.decodeToBinary(id).toStringUsingUTF8();
            }
        }

        @Override
        public void addValueFromDictionary(int dictionaryId) {
            sink.accept(decoded[dictionaryId]);
        }

        @Override
        public void addBinary(Binary value) {
            sink.accept(value.toStringUsingUTF8());
        }
    }

    /** A group "list" of groups of one optional "element". */
    private static final class ListConverter extends GroupConverter {

        private final Consumer<Object> sink;
        private final GroupConverter entry;
        private DoubleList.Builder elements;
        private boolean isNull;

        ListConverter(Consumer<Object> sink) {
            this.sink = sink;
            Converter element = new PrimitiveConverter() {
                @Override
                public void addDouble(double value) {
                    isNull = false;
                    elements.add(value);
                }
            };
            this.entry = new GroupConverter() {
                @Override
                public Converter getConverter(int fieldIndex) {
                    return element;
                }

                @Override
                public void start() {
                    isNull = true;
                }

                @Override
                public void end() {
                    if (isNull) {
                        elements.addNull();
                    }
                }
            };
        }

        @Override
        public Converter getConverter(int fieldIndex) {
            return entry;
        }

        @Override
        public void start() {
            elements = new DoubleList.Builder();
        }

        @Override
        public void end() {
            sink.accept(elements.build());
        }
    }
}
