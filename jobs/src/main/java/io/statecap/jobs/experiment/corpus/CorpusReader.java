package io.statecap.jobs.experiment.corpus;

import io.statecap.datasets.DocumentsSource;
import io.statecap.datasets.MappedDocuments;
import io.statecap.datasets.TextStart;
import io.statecap.datasets.TokenSource;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import io.statecap.jobs.results.parquet.Rows;
import io.statecap.jobs.results.parquet.TokenDocument;
import io.statecap.jobs.results.parquet.TokenParquet;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.function.IOPredicate;

/**
 * Reads a corpus. For training, its tokens are copied once a machine to a local folder, named after the corpus'
 * fingerprint and shared by all processes there, and mapped from it: memory stays the same whatever the corpus' size.
 */
public final class CorpusReader {

    private static final String TRAIN = "train";
    private static final String HELD_OUT = "held_out";

    private final CorpusDirectory directory;
    private final CorpusManifest manifest;

    /** @throws UsageException if the folder holds no corpus */
    public CorpusReader(CorpusDirectory directory) throws IOException {
        this.directory = directory;
        this.manifest = directory.manifest();
    }

    /** What the corpus says of itself. */
    public CorpusManifest manifest() {
        return manifest;
    }

    /** Where local copies go unless told otherwise: they may be deleted whenever nothing reads them. */
    public static Path localCopies() {
        return Path.of(System.getProperty("java.io.tmpdir"), "statecap-tokens-" + System.getProperty("user.name"));
    }

    /**
     * The first held-out documents in the order of their hashes, which is as good as a random choice.
     *
     * @throws UsageException if the corpus is damaged
     */
    public List<int[]> heldOut(int count) throws IOException {
        List<int[]> documents = new ArrayList<>();
        read(row -> {
            if (row.heldOut() && documents.size() < count) {
                documents.add(row.tokens());
            }
            return documents.size() < count;
        });
        return documents;
    }

    /**
     * Goes through the documents, in the order of their hashes.
     *
     * @param use tells of each whether more are wanted
     */
    private void read(IOPredicate<TokenDocument> use) throws IOException {
        for (String name : manifest.files()) {
            org.apache.hadoop.fs.Path file = directory.file(name);
            try (Rows<TokenDocument> rows = TokenParquet.read(file, directory.configuration())) {
                for (TokenDocument row = rows.next(); row != null; row = rows.next()) {
                    checkTokens(file, row);
                    if (!use.test(row)) {
                        return;
                    }
                }
            } catch (ParquetFormatException e) {
                throw new UsageException(e.getMessage() + ".");
            } catch (FileNotFoundException e) {
                throw new UsageException(file + " does not exist, although the manifest names it.");
            }
        }
    }

    private void checkTokens(org.apache.hadoop.fs.Path file, TokenDocument row) {
        for (int token : row.tokens()) {
            if (token < 0 || token >= manifest.vocabulary()) {
                throw new UsageException(file + " is damaged: document " + row.document() + " has the token " + token
                        + ", but the vocabulary is 0 to " + (manifest.vocabulary() - 1) + ".");
            }
        }
    }

    /**
     * The corpus as data to train on and to probe with.
     *
     * @param copies folder of local copies, see {@link #localCopies}
     * @throws UsageException if a split has no document, or the corpus is damaged
     * @throws IOException    if there is no room for the copy
     */
    public TokenSource source(TextStart start, Path copies) throws IOException {
        if (manifest.trainDocuments() == 0 || manifest.heldOutDocuments() == 0) {
            throw new UsageException(directory + " has " + manifest.trainDocuments() + " training and "
                    + manifest.heldOutDocuments() + " held-out documents, but at least one of each is needed.");
        }
        Path copy = copies.resolve(manifest.fingerprint());
        if (!Files.isDirectory(copy)) {
            make(copies, copy);
        }
        return new DocumentsSource(manifest.vocabulary(), start,
                MappedDocuments.open(copy, TRAIN, manifest.vocabulary()),
                MappedDocuments.open(copy, HELD_OUT, manifest.vocabulary()));
    }

    /** Written beside its place and renamed; of several that try, the first one's stays. */
    private void make(Path copies, Path copy) throws IOException {
        Files.createDirectories(copies);
        Path part = Files.createTempDirectory(copies, "part-", PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rwx------")));
        try {
            write(part);
            Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (e instanceof AtomicMoveNotSupportedException || !Files.isDirectory(copy)) {
                throw e;
            }
        } finally {
            FileUtils.deleteDirectory(part.toFile());
        }
    }

    private void write(Path folder) throws IOException {
        long[] documents = new long[2];
        long[] tokens = new long[2];
        try (MappedDocuments.Writer train = writer(folder, TRAIN);
                MappedDocuments.Writer heldOut = writer(folder, HELD_OUT)) {
            read(row -> {
                int split = row.heldOut() ? 1 : 0;
                (row.heldOut() ? heldOut : train).add(row.tokens());
                documents[split]++;
                tokens[split] += row.length();
                return true;
            });
        }
        require("training documents", documents[0], manifest.trainDocuments());
        require("held-out documents", documents[1], manifest.heldOutDocuments());
        require("training tokens", tokens[0], manifest.trainTokens());
        require("held-out tokens", tokens[1], manifest.heldOutTokens());
    }

    private MappedDocuments.Writer writer(Path folder, String split) throws IOException {
        return new MappedDocuments.Writer(folder, split, manifest.vocabulary(), manifest.separator());
    }

    private void require(String what, long found, long expected) {
        if (found != expected) {
            throw new UsageException(directory + " is damaged: it has " + found + " " + what
                    + ", but its manifest says " + expected + ".");
        }
    }
}
