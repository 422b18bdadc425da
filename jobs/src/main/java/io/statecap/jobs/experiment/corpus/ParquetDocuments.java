package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import io.statecap.jobs.results.parquet.ParquetPages;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** The rows of a Parquet file: one column, null where there is no document. */
final class ParquetDocuments implements DocumentReader.Documents {

    private final ParquetReader<Group> rows;
    private final CorpusSettings settings;
    private final Path path;
    private final InflationGuard guard;
    private final PartSummary passedOver;

    ParquetDocuments(Path path, CorpusSettings settings, Configuration configuration, PartSummary passedOver)
            throws IOException {
        this.path = path;
        this.passedOver = passedOver;
        this.settings = settings;
        Configuration projected = new Configuration(configuration);
        HadoopInputFile input = HadoopInputFile.fromPath(path, configuration);
        try (ParquetFileReader reader = ParquetFileReader.open(input)) {
            MessageType column = column(reader.getFileMetaData().getSchema());
            projected.set(ReadSupport.PARQUET_READ_SCHEMA, column.toString());
            ParquetPages.check(input, reader.getRowGroups(), Set.of(settings.field()));
        } catch (IOException | RuntimeException e) {
            throw problem(e);
        }
        guard = new InflationGuard(InputStream.nullInputStream(), path.toString(), input.getLength());
        rows = ParquetReader.builder(new GroupReadSupport(), path).withConf(projected).build();
    }

    private MessageType column(MessageType schema) {
        String name = settings.field();
        if (!schema.containsField(name)) {
            throw new UsageException(path + " has no column '" + name + "', but "
                    + schema.getFields().stream().map(Type::getName).toList() + " (--field names another one).");
        }
        Type column = schema.getType(name);
        if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)
                || column.asPrimitiveType().getPrimitiveTypeName() != PrimitiveTypeName.BINARY) {
            throw new UsageException(path + ": column '" + name + "' is '" + column + "', but must be text.");
        }
        return new MessageType(schema.getName(), column);
    }

    @Override
    public byte[] next() {
        try {
            for (Group row = rows.read(); row != null; row = rows.read()) {
                // Rows without text count as well, or there might be no end of them.
                guard.count(1);
                if (row.getFieldRepetitionCount(0) > 0) {
                    byte[] content = row.getBinary(0, 0).getBytes();
                    if (content.length > settings.maximumBytes()) {
                        throw FileDocuments.tooLong("A row of " + path, settings.maximumBytes());
                    }
                    guard.count(content.length);
                    return content;
                }
                passedOver.leaveOut(PartSummary.LeftOut.NULL_TEXT, 1);
            }
            return null;
        } catch (IOException | RuntimeException e) {
            throw problem(e);
        }
    }

    /** Of what Parquet's own code wraps in one another, the innermost says most. */
    private UsageException problem(Exception e) {
        Exception said = e;
        for (Throwable cause : ExceptionUtils.getThrowableList(e)) {
            said = cause instanceof ParquetRuntimeException parquet ? parquet : said;
        }
        return said instanceof UsageException named ? named : new UsageException((said instanceof ParquetFormatException
                ? said : new ParquetFormatException(path, said)).getMessage() + ".");
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
