package io.statecap.jobs.experiment.corpus;

import com.github.luben.zstd.ZstdInputStream;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.results.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Opens parts of the input; whatever goes wrong with one is a {@link CorpusInputException} that names the file.
 *
 * @param passedOver counts what is read and is no document
 */
public record DocumentReader(CorpusSettings settings, Configuration configuration, PartSummary passedOver) {

    private static final int BUFFER = 1 << 16;
    /** The highest of xz's usual levels needs 65 MiB. */
    private static final int XZ_MEMORY_KIB = 1 << 18;

    public Documents open(InputPart part) throws IOException {
        try {
            return new Named(part.path(), openUnnamed(part));
        } catch (IOException e) {
            throw named(part.path(), e);
        }
    }

    /** What a file is, by its name or, where that leaves it open, its beginning. */
    InputFormat format(String file) throws IOException {
        Path path = new Path(file);
        if (!InputFormat.withoutCompression(path.getName()).endsWith(".json")) {
            return InputFormat.of(path.getName());
        }
        try (InputStream in = stream(path, 0)) {
            return JsonFiles.format(in, file, settings.field());
        } catch (IOException e) {
            throw new UsageException(named(file, e).getMessage());
        }
    }

    private Documents openUnnamed(InputPart part) throws IOException {
        Path path = new Path(part.path());
        return switch (part.format()) {
            case PARQUET -> new ParquetDocuments(part, settings, configuration, passedOver);
            case TEXT -> new TextDocuments(part.path(), stream(path, 0), settings.maximumBytes(), passedOver);
            case JSONL -> new JsonLineDocuments(part, stream(path, Math.max(0, part.from() - 1)), settings,
                    () -> stream(path, 0), passedOver);
            case ZIP -> archive(part, new ZipArchiveInputStream(stream(path, 0)));
            case TAR -> archive(part, new TarArchiveInputStream(stream(path, 0)));
        };
    }

    private Documents archive(InputPart part, ArchiveInputStream<?> archive) throws IOException {
        return new ArchiveDocuments(part.path(), archive, length(new Path(part.path())), settings, passedOver);
    }

    /** A file from a byte on, unpacked; only plain files have another first byte than 0. */
    private InputStream stream(Path path, long from) throws IOException {
        FSDataInputStream raw = files(path).open(path);
        try {
            raw.seek(from);
            InputStream buffered = new BufferedInputStream(raw, BUFFER);
            return InputFormat.compressed(path.getName())
                    ? new InflationGuard(unpacked(path.getName().toLowerCase(Locale.ROOT), buffered), path.toString(),
                            length(path))
                    : buffered;
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static InputStream unpacked(String name, InputStream in) throws IOException {
        if (name.endsWith("gz")) {
            return new GZIPInputStream(in, BUFFER);
        }
        if (name.endsWith(".zst")) {
            return new ZstdInputStream(in);
        }
        return new BufferedInputStream(name.endsWith("xz") ? new XZCompressorInputStream(in, true, XZ_MEMORY_KIB)
                : new BZip2CompressorInputStream(in, true), BUFFER);
    }

    private long length(Path path) throws IOException {
        return files(path).getFileStatus(path).getLen();
    }

    private FileSystem files(Path path) throws IOException {
        return AtomicFiles.on(path, configuration).fileSystem();
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
