package io.statecap.jobs.corpus;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** The rows of a Parquet file whose row groups begin in a range of it: one column, null where there is no document. */
final class ParquetDocuments implements Documents {

    private final ParquetReader<Group> rows;
    private final int maximumBytes;
    private final String path;

    ParquetDocuments(InputPart part, CorpusSettings settings, Configuration configuration) throws IOException {
        path = part.path();
        maximumBytes = settings.maximumBytes();
        Path file = new Path(path);
        Configuration projected = new Configuration(configuration);
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(file, configuration))) {
            projected.set(ReadSupport.PARQUET_READ_SCHEMA,
                    column(reader.getFileMetaData().getSchema(), settings.field()).toString());
        } catch (RuntimeException notParquet) {
            throw new CorpusInputException(path + " cannot be read as Parquet: " + notParquet.getMessage() + ".");
        }
        rows = ParquetReader.builder(new GroupReadSupport(), file).withConf(projected)
                .withFileRange(part.from(), part.to()).build();
    }

    private MessageType column(MessageType schema, String name) throws CorpusInputException {
        if (!schema.containsField(name)) {
            throw new CorpusInputException(path + " has no column '" + name + "', but "
                    + schema.getFields().stream().map(Type::getName).toList() + " (--field names another one).");
        }
        Type column = schema.getType(name);
        if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)
                || column.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY) {
            throw new CorpusInputException(path + ": column '" + name + "' is '" + column + "', but must be text.");
        }
        return new MessageType(schema.getName(), column);
    }

    @Override
    public byte[] next() throws IOException {
        try {
            for (Group row = rows.read(); row != null; row = rows.read()) {
                if (row.getFieldRepetitionCount(0) > 0) {
                    byte[] content = row.getBinary(0, 0).getBytes();
                    if (content.length > maximumBytes) {
                        throw TextDocuments.tooLong("A row of " + path, maximumBytes);
                    }
                    return content;
                }
            }
            return null;
        } catch (RuntimeException damaged) {
            throw new CorpusInputException(path + " cannot be read as Parquet: " + damaged.getMessage() + ".");
        }
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
