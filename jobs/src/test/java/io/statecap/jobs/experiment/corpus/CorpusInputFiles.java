package io.statecap.jobs.experiment.corpus;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The same documents in files of every kind. */
final class CorpusInputFiles {

    /** Parsed once: every new one reads Hadoop's default files. */
    private static final Configuration CONFIGURATION = new Configuration();

    private CorpusInputFiles() {}

    static Path texts(Path folder, List<String> documents) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < documents.size(); i++) {
            Files.writeString(folder.resolve(i + ".txt"), documents.get(i));
        }
        return folder;
    }

    static Path jsonl(Path file, List<String> documents) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String document : documents) {
            lines.append("{\"meta\": {\"text\": [1, \"no\"]}, \"text\": \"")
                    .append(document.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                    .append("\"}\n");
        }
        return write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Packed as the name's ending says. */
    static Path write(Path file, byte[] content) throws IOException {
        String name = file.toString();
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = name.endsWith("gz") ? new GZIPOutputStream(raw)
                        : name.endsWith(".zst") ? new ZstdOutputStream(raw)
                        : name.endsWith("xz") ? new XZCompressorOutputStream(raw)
                        : name.endsWith(".bz2") ? new BZip2CompressorOutputStream(raw) : raw) {
            out.write(content);
        }
        return file;
    }

    /** Packed as the name's ending says; besides the entries a folder and a link. */
    static Path tar(Path file, Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.putArchiveEntry(new TarArchiveEntry("a/"));
            tar.closeArchiveEntry();
            TarArchiveEntry link = new TarArchiveEntry("a/link.txt", TarConstants.LF_SYMLINK);
            link.setLinkName("b0.txt");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
                header.setSize(entry.getValue().length);
                tar.putArchiveEntry(header);
                tar.write(entry.getValue());
                tar.closeArchiveEntry();
            }
        }
        return write(file, bytes.toByteArray());
    }

    static Path zip(Path file, Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return Files.write(file, bytes.toByteArray());
    }

    static Path parquet(Path file, List<String> documents) throws IOException {
        return parquet(file, documents, CompressionCodecName.UNCOMPRESSED);
    }

    static Path parquet(Path file, List<String> documents, CompressionCodecName codec) throws IOException {
        return parquet(file, documents, codec, WriterVersion.PARQUET_1_0);
    }

    /** Version 2 has other pages, and texts as differences from the ones before. */
    static Path parquet(Path file, List<String> documents, CompressionCodecName codec, WriterVersion version)
            throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(
                "message rows { required int64 id; optional binary text (STRING); }");
        try (var writer = parquetWriter(file, schema, codec, version)) {
            SimpleGroupFactory rows = new SimpleGroupFactory(schema);
            for (String document : documents) {
                writer.write(rows.newGroup().append("id", 1L).append("text", document));
            }
            writer.write(rows.newGroup().append("id", 2L));
        }
        return file;
    }

    /** Makes a Parquet file say that its pages are packed by some codec. */
    static void claimCodec(Path file, org.apache.parquet.format.CompressionCodec codec) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int footer = bytes.getInt(bytes.capacity() - 8);
        int start = bytes.capacity() - 8 - footer;
        FileMetaData metaData = Util.readFileMetaData(new ByteArrayInputStream(bytes.array(), start, footer));
        metaData.getRow_groups().forEach(group -> group.getColumns()
                .forEach(column -> column.getMeta_data().setCodec(codec)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes.array(), 0, start);
        Util.writeFileMetaData(metaData, out);
        out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(out.size() - start).array());
        out.write("PAR1".getBytes(StandardCharsets.US_ASCII));
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        Files.write(file, out.toByteArray());
    }

    private static ParquetWriter<org.apache.parquet.example.data.Group> parquetWriter(Path file, MessageType schema,
            CompressionCodecName codec, WriterVersion version) throws IOException {
        return ExampleParquetWriter.builder(HadoopOutputFile.fromPath(
                        new org.apache.hadoop.fs.Path(file.toUri()), CONFIGURATION))
                .withType(schema).withCompressionCodec(codec).withWriterVersion(version)
                .withDictionaryEncoding(version == WriterVersion.PARQUET_1_0).build();
    }

    /** A folder with all that is in it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** All documents of some files, read without Spark. */
    static List<String> read(Path root, CorpusSettings settings) throws IOException {
        return read(root, settings, new PartSummary());
    }

    static List<String> read(Path root, CorpusSettings settings, PartSummary passedOver) throws IOException {
        List<String> documents = new ArrayList<>();
        new DocumentReader(CorpusInputs.list(List.of(root.toString()), settings, CONFIGURATION).iterator(), settings,
                CONFIGURATION, passedOver).forEachRemaining(
                        content -> documents.add(new String(content, StandardCharsets.UTF_8)));
        return documents;
    }
}
