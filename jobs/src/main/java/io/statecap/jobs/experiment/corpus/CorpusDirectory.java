package io.statecap.jobs.experiment.corpus;

import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.DataSettings;
import io.statecap.jobs.results.files.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a corpus: {@code documents/part-00000.parquet} …, the tokenizer's file where it has one, and
 * {@code manifest.json}, written last: a folder without it is no corpus.
 */
public final class CorpusDirectory {

    private static final String MANIFEST = "manifest.json";
    private static final String DOCUMENTS = "documents";
    private static final String TOKENIZER = "tokenizer.json";
    /** With what versions before this one wrote. */
    private static final Set<String> OWN = Set.of(MANIFEST, DOCUMENTS, TOKENIZER, "words.txt");

    private final Path root;
    private final Configuration configuration;
    private final AtomicFiles files;

    /** The folder at a path, which need not exist: nothing is made before something is written. */
    public CorpusDirectory(Path root, Configuration configuration) throws IOException {
        this.configuration = configuration;
        files = AtomicFiles.on(root, configuration);
        this.root = files.fileSystem().makeQualified(root);
    }

    /** The folder of the corpus that data name. */
    public static CorpusDirectory of(DataSettings.Tokens data, Configuration configuration) throws IOException {
        return new CorpusDirectory(new Path(data.path()), configuration);
    }

    /**
     * Reads the manifest.
     *
     * @throws UsageException if the folder holds no corpus
     */
    public CorpusManifest manifest() throws IOException {
        Path file = new Path(root, MANIFEST);
        if (!files.exists(file)) {
            throw new UsageException(root + " is no corpus: it has no " + MANIFEST
                    + ", which the verb corpus writes last.");
        }
        return CorpusManifest.parse(files.readText(file), file.toString());
    }

    /** Whether a corpus lies here. */
    public boolean exists() throws IOException {
        return files.exists(new Path(root, MANIFEST));
    }

    /** The corpus' tokenizer, if it can spell any text; words cannot. */
    public Optional<TokenizerFile> tokenizer() throws IOException {
        return switch (manifest().tokenizerKind()) {
            case TokenizerFile.BYTES -> Optional.of(TokenizerFile.bytes());
            case TokenizerFile.JSON -> Optional.of(new TokenizerFile(TokenizerFile.JSON,
                    files.readText(file(TOKENIZER)).getBytes(StandardCharsets.UTF_8)));
            default -> Optional.empty();
        };
    }

    /** A file that the manifest names. */
    public Path file(String name) {
        return new Path(root, name);
    }

    public static String partName(int bucket) {
        return String.format("%s/part-%05d.parquet", DOCUMENTS, bucket);
    }

    /**
     * Checks, without writing anything, that a corpus may be written here.
     *
     * @throws UsageException if the folder holds something else, or a corpus that is not to be overwritten
     */
    public void requireFree(boolean overwrite) throws IOException {
        for (FileStatus entry : files.entries(root)) {
            String name = entry.getPath().getName();
            if (!OWN.contains(name)) {
                throw new UsageException(root + " holds " + name + ", which is no part of a corpus: choose another"
                        + " output folder or empty this one.");
            }
            if (name.equals(MANIFEST) && !overwrite) {
                throw new UsageException(root + " holds a corpus: choose another output folder, or --overwrite it.");
            }
        }
    }

    /** Removes what an earlier run wrote, its manifest first; the folder itself, too, if nothing else is in it. */
    public void clear() throws IOException {
        files.delete(new Path(root, MANIFEST));
        for (String name : OWN) {
            files.delete(new Path(root, name));
        }
        if (files.entries(root).isEmpty()) {
            files.delete(root);
        }
    }

    public void writeTokenizer(TokenizerFile tokenizer) throws IOException {
        if (!tokenizer.kind().equals(TokenizerFile.BYTES)) {
            files.write(file(TOKENIZER), out -> out.write(tokenizer.content()));
        }
    }

    public void writeManifest(String json) throws IOException {
        files.writeText(new Path(root, MANIFEST), json);
    }

    public Configuration configuration() {
        return configuration;
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
