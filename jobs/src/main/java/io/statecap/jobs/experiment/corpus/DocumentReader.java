package io.statecap.jobs.experiment.corpus;

import com.google.common.collect.AbstractIterator;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.results.files.AtomicFiles;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.apache.commons.io.IOUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The documents of files, one after the other, as bytes that are usually UTF-8; one is in memory at a time. Whatever
 * goes wrong with a file is a {@link UsageException} that names it.
 */
public final class DocumentReader extends AbstractIterator<byte[]> {

    private static final int BUFFER = 1 << 16;
    /** The highest of xz's usual levels needs 65 MiB. */
    private static final int XZ_MEMORY_KIB = 1 << 18;

    private final Iterator<CorpusInputs.Source> files;
    private final CorpusSettings settings;
    private final Configuration configuration;
    private final PartSummary passedOver;
    private CorpusInputs.Source file;
    private Documents open;

    /** The documents of one file. */
    interface Documents extends Closeable {

        /** The next document's content; null at the end. */
        byte[] next() throws IOException;
    }

    /** @param passedOver counts what is read and is no document */
    public DocumentReader(Iterator<CorpusInputs.Source> files, CorpusSettings settings, Configuration configuration,
                          PartSummary passedOver) {
        this.files = files;
        this.settings = settings;
        this.configuration = configuration;
        this.passedOver = passedOver;
    }

    @Override
    protected byte[] computeNext() {
        try {
            while (true) {
                byte[] content = open == null ? null : open.next();
                if (content != null) {
                    return content;
                }
                if (open != null) {
                    open.close();
                }
                if (!files.hasNext()) {
                    return endOfData();
                }
                file = files.next();
                open = open();
            }
        } catch (IOException | RuntimeException e) {
            IOUtils.closeQuietly(open);
            throw named(file.path(), e);
        }
    }

    private Documents open() throws IOException {
        Path path = new Path(file.path());
        if (file.format() == InputFormat.PARQUET) {
            return new ParquetDocuments(path, settings, configuration, passedOver);
        }
        InputStream in = stream(path, file.bytes(), configuration);
        return switch (file.format()) {
            case JSONL -> new JsonLineDocuments(file.path(), in, settings, passedOver);
            case ZIP -> new FileDocuments(file, new ZipArchiveInputStream(in), settings, passedOver);
            case TAR -> new FileDocuments(file, new TarArchiveInputStream(in), settings, passedOver);
            default -> new FileDocuments(file, in, settings, passedOver);
        };
    }

    /** What a file is, by its name or, where that leaves it open, its beginning. */
    static InputFormat format(Path path, long bytes, CorpusSettings settings, Configuration configuration) {
        if (!InputFormat.withoutCompression(path.getName()).endsWith(".json")) {
            return InputFormat.of(path.getName());
        }
        try (InputStream in = stream(path, bytes, configuration)) {
            return JsonLineDocuments.format(in, path.toString(), settings.field());
        } catch (IOException | RuntimeException e) {
            throw named(path.toString(), e);
        }
    }

    /** A file's bytes, unpacked. */
    private static InputStream stream(Path path, long bytes, Configuration configuration) throws IOException {
        FSDataInputStream raw = AtomicFiles.on(path, configuration).fileSystem().open(path);
        try {
            InputStream buffered = new BufferedInputStream(raw, BUFFER);
            String compression = InputFormat.compression(path.getName());
            return compression == null ? buffered : new InflationGuard(new BufferedInputStream(
                    new CompressorStreamFactory(true, XZ_MEMORY_KIB).createCompressorInputStream(compression, buffered),
                    BUFFER), path.toString(), bytes);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    private static UsageException named(String path, Exception problem) {
        if (problem instanceof UsageException named) {
            return named;
        }
        // Libraries take some damage for a fault of their caller.
        Exception e = problem.getCause() instanceof IOException cause ? cause : problem;
        String reason = e instanceof EOFException ? "it ends too early" : e instanceof RuntimeException
                ? "it is damaged: " + e.getClass().getSimpleName() : e.getMessage() == null
                ? e.getClass().getSimpleName() : e.getMessage().lines().findFirst().orElse("");
        return new UsageException(path + " cannot be read: " + reason + ".");
    }
}
