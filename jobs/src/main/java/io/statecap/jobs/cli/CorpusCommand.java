package io.statecap.jobs.cli;

import io.statecap.datasets.tokenizer.BytePairTrainer;
import io.statecap.analysis.text.Count;
import io.statecap.jobs.cli.output.MessageStream;
import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.CorpusManifest;
import io.statecap.jobs.experiment.corpus.CorpusSettings;
import io.statecap.jobs.experiment.corpus.InputFormat;
import io.statecap.jobs.spark.SparkSessions;
import io.statecap.jobs.spark.corpus.CorpusJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code corpus}. */
@Command(name = "corpus", header = "Turn text into token Parquet.",
        description = {"Reads files and folders: .jsonl and .ndjson (a document a line), .parquet (a document a row), "
            + ".zip, .jar and .tar (a document an entry), and everything else as text (a document a file); also with "
            + ".gz, .zst, .xz or .bz2. Files with NUL bytes are left out. Documents are kept whole; exact copies are "
            + "dropped. Order and what is held out follow from a hash of the document. A sweep reads DIR as data of "
            + "kind tokens."},
        footer = {"", "Examples:", "  statecap corpus books/ --out corpora/books",
            "  statecap corpus pile/*.jsonl.zst --tokenizer tokenizer.json \\",
            "    --minimum-tokens 8192 --out corpora/pile",
            "  statecap corpus linux-source-6.1.tar.xz --train-tokenizer 8192 \\",
            "    --exclude asic_reg --held-out 0.03 --out corpora/linux",
            "  statecap corpus library-sources.jar --extensions .java \\",
            "    --tokenizer words --vocabulary 8192 --out DIR"})
final class CorpusCommand extends Verb {

    private static final int LARGEST_MIB = 1024;
    private static final int MOST_TOKENS = 1 << 20;

    @Parameters(arity = "1..*", paramLabel = "IN", description = "Files and folders.")
    private List<String> inputs;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the corpus.")
    private String out;

    @Option(names = "--tokenizer", paramLabel = "T",
            description = "bytes, words, or the path of a tokenizer.json. Default: bytes.")
    private String tokenizer;

    @Option(names = "--train-tokenizer", paramLabel = "SIZE",
            description = "Train a byte-level BPE of that many tokens on the training documents, and use it.")
    private Integer trainTokenizer;

    @Option(names = "--vocabulary", paramLabel = "N", defaultValue = "32768",
            description = "For words: the most ids, unknown words' included. Default: ${DEFAULT-VALUE}.")
    private int vocabulary;

    @Option(names = "--field", paramLabel = "NAME", defaultValue = "text",
            description = "Field of a JSON line, or Parquet column, with the text. Default: ${DEFAULT-VALUE}.")
    private String field;

    @Option(names = "--format", paramLabel = "F", description = "${COMPLETION-CANDIDATES}: whatever the names say.")
    private Format format;

    @Option(names = "--extensions", paramLabel = "E", split = ",",
            description = "Endings of the text files to take from folders and archives. Default: all.")
    private List<String> extensions = List.of();

    @Option(names = "--exclude", paramLabel = "PART", split = ",",
            description = "Leave out files of folders and archives whose path has PART in it.")
    private List<String> excluded = List.of();

    @Option(names = "--share", paramLabel = "SHARE", defaultValue = "1",
            description = "Keep that share of the documents, chosen by their hashes. Default: ${DEFAULT-VALUE}.")
    private double share;

    @Option(names = "--minimum-tokens", paramLabel = "N", defaultValue = "1",
            description = "Leave out documents with fewer tokens. Default: ${DEFAULT-VALUE}.")
    private int minimumTokens;

    @Option(names = "--held-out", paramLabel = "SHARE", defaultValue = "0.1",
            description = "Share of the documents that no training sees. Default: ${DEFAULT-VALUE}.")
    private double heldOut;

    @Option(names = "--maximum-mib", paramLabel = "N", defaultValue = "256",
            description = "Refuse a longer document. Default: ${DEFAULT-VALUE}.")
    private int maximumMib;

    @Option(names = "--overwrite", description = "Replace a corpus that DIR holds.")
    private boolean overwrite;

    @Mixin
    private MasterOption master;

    /** As the command line writes an {@link InputFormat}, in help, completion and messages. */
    enum Format { text, jsonl, parquet, zip, tar }

    @Override
    int run() throws IOException {
        int maximumBytes = maximumMib < 1 || maximumMib > LARGEST_MIB ? 0 : maximumMib << 20;
        CorpusSettings settings =
                new CorpusSettings(inputFormat(), field, extensions, excluded, minimumTokens, heldOut, share,
                        maximumBytes);
        CorpusDirectory directory = new CorpusDirectory(GivenPath.of(out),
                Directories.configuration());
        long started = System.nanoTime();
        CorpusJob.Made made = CorpusJob.run(inputs, choice(), settings, directory, overwrite,
                () -> SparkSessions.session("statecap corpus", master.url, console().errColumns().getAsInt() > 0),
                step -> console().err().println("corpus: " + step));
        CorpusManifest manifest = made.manifest();
        console().err().printf(Locale.ROOT, "corpus: done in %.1f s%n", (System.nanoTime() - started) / 1e9);
        console().out().println(Count.of(manifest.trainDocuments(), "document") + " to train on ("
                + Count.of(manifest.trainTokens(), "token") + "), " + manifest.heldOutDocuments() + " held out ("
                + Count.of(manifest.heldOutTokens(), "token") + "), vocabulary " + manifest.vocabulary() + ", in "
                + MessageStream.plain(directory.toString()));
        if (!made.counts().leftOut().isEmpty()) {
            console().out().println("left out: " + made.counts().leftOut());
        }
        return ExitCode.OK;
    }

    private InputFormat inputFormat() {
        return format == null ? null : InputFormat.valueOf(format.name().toUpperCase(Locale.ROOT));
    }

    private CorpusJob.TokenizerChoice choice() {
        if (trainTokenizer != null) {
            if (tokenizer != null) {
                throw new UsageException("--train-tokenizer and --tokenizer " + tokenizer
                        + " exclude each other: one of them is needed.");
            }
            UsageException.require(trainTokenizer >= BytePairTrainer.SMALLEST && trainTokenizer <= MOST_TOKENS,
                    "--train-tokenizer", trainTokenizer, "be from " + BytePairTrainer.SMALLEST
                            + " (the 256 bytes and the end of a text) to " + MOST_TOKENS);
            return new CorpusJob.TokenizerChoice.Trained(trainTokenizer);
        }
        if (tokenizer == null || tokenizer.equals("bytes")) {
            return new CorpusJob.TokenizerChoice.Bytes();
        }
        if (tokenizer.equals("words")) {
            UsageException.require(vocabulary >= 2, "--vocabulary", vocabulary, "be 2 or more");
            return new CorpusJob.TokenizerChoice.Words(vocabulary);
        }
        return new CorpusJob.TokenizerChoice.Json(Path.of(tokenizer));
    }
}
