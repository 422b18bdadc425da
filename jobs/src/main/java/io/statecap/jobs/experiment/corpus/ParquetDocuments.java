package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.results.parquet.ParquetFormatException;
import io.statecap.jobs.results.parquet.ParquetPages;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** The rows of a Parquet file whose row groups begin in a range of it: one column, null where there is no document. */
final class ParquetDocuments implements Documents {

    private final ParquetReader<Group> rows;
    private final int maximumBytes;
    private final String path;
    private final InflationGuard guard;
    private final PartSummary passedOver;

    ParquetDocuments(InputPart part, CorpusSettings settings, Configuration configuration, PartSummary passedOver)
            throws IOException {
        path = part.path();
        this.passedOver = passedOver;
        maximumBytes = settings.maximumBytes();
        Path file = new Path(path);
        Configuration projected = new Configuration(configuration);
        HadoopInputFile input = HadoopInputFile.fromPath(file, configuration);
        ParquetReadOptions range = HadoopReadOptions.builder(configuration).withRange(part.from(), part.to()).build();
        try (ParquetFileReader reader = ParquetFileReader.open(input, range)) {
            MessageType column = column(reader.getFileMetaData().getSchema(), settings.field());
            projected.set(ReadSupport.PARQUET_READ_SCHEMA, column.toString());
            requireCodecs(reader, configuration);
            ParquetPages.check(input, reader.getRowGroups(), Set.of(settings.field()));
        } catch (CorpusInputException e) {
            throw e;
        } catch (IOException | RuntimeException damaged) {
            throw damaged(damaged);
        }
        guard = new InflationGuard(InputStream.nullInputStream(), path, input.getLength());
        rows = ParquetReader.builder(new GroupReadSupport(), file).withConf(projected)
                .withFileRange(part.from(), part.to()).build();
    }

    private void requireCodecs(ParquetFileReader reader, Configuration configuration) throws CorpusInputException {
        for (BlockMetaData group : reader.getRowGroups()) {
            for (ColumnChunkMetaData column : group.getColumns()) {
                String codec = column.getCodec().getHadoopCompressionCodecClassName();
                if (codec != null && configuration.getClassByNameOrNull(codec) == null) {
                    throw new CorpusInputException(path + " is packed by " + column.getCodec() + ", for which there is"
                            + " no codec here: write it with zstd, snappy, gzip or uncompressed.");
                }
            }
        }
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
                // Rows without text count as well, or there might be no end of them.
                guard.count(1);
                if (row.getFieldRepetitionCount(0) > 0) {
                    byte[] content = row.getBinary(0, 0).getBytes();
                    if (content.length > maximumBytes) {
                        throw TextDocuments.tooLong("A row of " + path, maximumBytes);
                    }
                    guard.count(content.length);
                    return content;
                }
                passedOver.leaveOut(PartSummary.LeftOut.NULL_TEXT);
            }
            return null;
        } catch (CorpusInputException e) {
            throw e;
        } catch (IOException | RuntimeException damaged) {
            throw damaged(damaged);
        }
    }

    private CorpusInputException damaged(Exception e) {
        return new CorpusInputException((e instanceof ParquetFormatException known ? known
                : new ParquetFormatException(path, e)).getMessage() + ".");
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
