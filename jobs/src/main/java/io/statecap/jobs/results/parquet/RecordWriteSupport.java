package io.statecap.jobs.results.parquet;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Hands the values of a record to Parquet, column by column. */
final class RecordWriteSupport<R> extends WriteSupport<R> {

    private final RecordSchema<R> schema;
    private RecordConsumer consumer;

    RecordWriteSupport(RecordSchema<R> schema) {
        this.schema = schema;
    }

    @Override
    public WriteContext init(Configuration configuration) {
        return new WriteContext(schema.message(), Map.of());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
        return new WriteContext(schema.message(), Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(R row) {
        consumer.startMessage();
        for (RecordSchema.Column column : schema.columns()) {
            Object value = schema.value(row, column);
            if (value != null) {
                consumer.startField(column.name(), column.index());
                writeValue(column.kind(), value);
                consumer.endField(column.name(), column.index());
            }
        }
        consumer.endMessage();
    }

    private void writeValue(RecordSchema.Kind kind, Object value) {
        switch (kind) {
            case INT -> consumer.addInteger((Integer) value);
            case LONG -> consumer.addLong((Long) value);
            case DOUBLE -> consumer.addDouble((Double) value);
            case BOOLEAN -> consumer.addBoolean((Boolean) value);
            case STRING -> consumer.addBinary(Binary.fromString((String) value));
            case TIMESTAMP -> consumer.addLong(ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
            case DOUBLE_LIST -> writeList((List<?>) value);
            default -> throw new AssertionError(kind);
        }
    }

    /** The three-level list that Parquet's format specification asks for. */
    private void writeList(List<?> values) {
        consumer.startGroup();
        if (!values.isEmpty()) {
            consumer.startField("list", 0);
            for (Object value : values) {
                consumer.startGroup();
                if (value != null) {
                    consumer.startField("element", 0);
                    consumer.addDouble((Double) value);
                    consumer.endField("element", 0);
                }
                consumer.endGroup();
            }
            consumer.endField("list", 0);
        }
        consumer.endGroup();
    }
}
