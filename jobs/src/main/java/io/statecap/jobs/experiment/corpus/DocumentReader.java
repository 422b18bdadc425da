package io.statecap.jobs.experiment.corpus;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Opens parts of the input; whatever goes wrong with one is a {@link CorpusInputException} that names the file. */
public final class DocumentReader {

    private static final int BUFFER = 1 << 16;

    private final CorpusSettings settings;
    private final Configuration configuration;

    public DocumentReader(CorpusSettings settings, Configuration configuration) {
        this.settings = settings;
        this.configuration = configuration;
    }

    public Documents open(InputPart part) throws IOException {
        try {
            return new Named(part.path(), openUnnamed(part));
        } catch (IOException e) {
            throw named(part.path(), e);
        }
    }

    private Documents openUnnamed(InputPart part) throws IOException {
        Path path = new Path(part.path());
        return switch (part.format()) {
            case PARQUET -> new ParquetDocuments(part, settings, configuration);
            case TEXT -> new TextDocuments(part.path(), stream(path, 0), settings.maximumBytes());
            case JSONL -> new JsonLineDocuments(part, stream(path, Math.max(0, part.from() - 1)), settings,
                    () -> stream(path, 0));
            case ZIP -> new ArchiveDocuments(part.path(), stream(path, 0), length(path), settings);
        };
    }

    /** A file from a byte on, unpacked; only plain files have another first byte than 0. */
    private InputStream stream(Path path, long from) throws IOException {
        FSDataInputStream raw = files(path).open(path);
        try {
            raw.seek(from);
            String name = path.getName().toLowerCase(Locale.ROOT);
            if (name.endsWith(".gz")) {
                return new InflationGuard(new GZIPInputStream(raw, BUFFER), path.toString(), length(path));
            }
            if (name.endsWith(".zst")) {
                return new InflationGuard(new ZstdInputStream(new BufferedInputStream(raw, BUFFER)), path.toString(),
                        length(path));
            }
            return new BufferedInputStream(raw, BUFFER);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private long length(Path path) throws IOException {
        return files(path).getFileStatus(path).getLen();
    }

    /** Without Hadoop's checksum files, which nobody wrote for these. */
    private FileSystem files(Path path) throws IOException {
        FileSystem files = path.getFileSystem(configuration);
        return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
    }

    private static CorpusInputException named(String path, IOException e) {
        if (e instanceof CorpusInputException named) {
            return named;
        }
        String reason = e instanceof EOFException ? "it ends too early"
                : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().lines().findFirst().orElse("");
        return new CorpusInputException(path + " cannot be read: " + reason + ".");
    }

    private record Named(String path, Documents documents) implements Documents {

        @Override
        public byte[] next() throws IOException {
            try {
                return documents.next();
            } catch (IOException e) {
                throw named(path, e);
            }
        }

        @Override
        public void close() throws IOException {
            documents.close();
        }
    }
}
