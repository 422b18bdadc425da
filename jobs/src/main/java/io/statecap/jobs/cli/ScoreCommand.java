package io.statecap.jobs.cli;

import io.statecap.analysis.text.Count;
import io.statecap.jobs.common.GivenPath;
import io.statecap.jobs.common.Json;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.EngineChoice;
import io.statecap.jobs.experiment.corpus.CorpusDirectory;
import io.statecap.jobs.experiment.corpus.CorpusReader;
import io.statecap.jobs.experiment.engine.Lease;
import io.statecap.jobs.experiment.score.Score;
import io.statecap.jobs.experiment.score.SequenceScorer;
import io.statecap.jobs.experiment.score.TokenSequences;
import io.statecap.jobs.results.KeptModels;
import io.statecap.jobs.results.ResultsDirectory;
import io.statecap.jobs.results.Table;
import io.statecap.model.engine.ModelEngine;
import io.statecap.model.io.HfModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code score}. */
@Command(name = "score", header = "Loss of a checkpoint on given text or tokens.",
        description = {"Prints the mean loss over all predictions (nats; a sequence of n tokens has n - 1) and the "
            + "perplexity. With --out, also writes the loss against position to DIR/curves/."},
        footer = {"", "Examples:", "  statecap score --model M --text book.txt",
            "  statecap score --model M --tokens ids.json --json  # [[1, 2, 3], [4, 5]]",
            "  statecap score --model M --corpus corpora/books --documents 20"})
final class ScoreCommand extends Verb {

    @Option(names = "--model", required = true, paramLabel = "M",
            description = "Model directory: config.json with model.safetensors or pytorch_model.bin; or the "
                + "results directory of train.")
    private Path model;

    @ArgGroup(multiplicity = "1")
    private Input input;

    @Option(names = "--documents", paramLabel = "N", defaultValue = "100",
            description = "With --corpus, how many held-out documents to read. Default: ${DEFAULT-VALUE}.")
    private int documents;

    @Option(names = "--threads", paramLabel = "N", description = "Threads for several sequences; the result is the "
                + "same for any number. Default: all processors; 2 on a GPU, each with memory of its own there.")
    private Integer threads;

    @Mixin
    private EngineOption engine;

    @Option(names = "--json", description = "Print {\"loss\", \"perplexity\", \"tokens\", \"sequences\"}.")
    private boolean json;

    @Option(names = "--out", paramLabel = "DIR", description = "Write the loss against position to DIR/curves/.")
    private String out;

    private static final class Input {
        @Option(names = "--text", paramLabel = "F", description = "UTF-8 text, read by the model's tokenizer.json, "
                + "or as bytes if it has none.")
        private Path text;

        @Option(names = "--tokens", paramLabel = "F", description = "JSON array of token-id sequences.")
        private Path tokens;

        @Option(names = "--corpus", paramLabel = "DIR", description = "Held-out documents of a corpus.")
        private String corpus;
    }

    @Override
    int run() throws IOException {
        UsageException.require(threads == null || threads >= 1, "--threads", threads, "be 1 or more");
        KeptModels.requireWhole(KeptModels.directory(model));
        try (HfModelDirectory directory = HfModelDirectory.load(KeptModels.directory(model))) {
            int vocabulary = directory.config().vocabulary();
            List<int[]> sequences = sequences(vocabulary);
            Score score;
            try (Lease lease = engine.open()) {
                score = SequenceScorer.score(lease.engine(), directory, sequences, threads(lease.engine()));
            }
            if (out != null) {
                write(score);
            }
            print(score);
            console().note(String.format(Locale.ROOT, "read %s in %.2f s, %,.0f a second",
                    Count.of(score.summary().tokens(), "token"), score.seconds(),
                    score.summary().tokens() / score.seconds()));
            score.firstNotFinite().ifPresent(console()::note);
        }
        return ExitCode.OK;
    }

    private int threads(ModelEngine engine) {
        int usual = engine.name().equals(EngineChoice.CPU.text()) ? Runtime.getRuntime().availableProcessors() : 2;
        return threads == null ? usual : threads;
    }

    private List<int[]> sequences(int vocabulary) throws IOException {
        if (input.tokens != null) {
            return TokenSequences.ofJson(input.tokens, vocabulary);
        }
        if (input.text != null) {
            return TokenSequences.ofText(input.text, KeptModels.directory(model), vocabulary);
        }
        UsageException.require(documents >= 1, "--documents", documents, "be 1 or more");
        return TokenSequences.ofCorpus(new CorpusReader(new CorpusDirectory(
                GivenPath.of(input.corpus), Directories.configuration())), documents, vocabulary);
    }

    private void write(Score score) throws IOException {
        ResultsDirectory results = Directories.at(out);
        String prompt = input.tokens != null ? "tokens" : input.text != null ? "text" : "corpus";
        results.write(Table.CURVES, "score-" + score.key(), score.curve(prompt));
    }

    private void print(Score score) {
        if (json) {
            console().out().println(Json.text(score.summary()));
        } else {
            console().out().printf(Locale.ROOT, "loss %.6f nats, perplexity %.4f, %s in %s%n",
                    score.summary().loss(), score.summary().perplexity(), Count.of(score.summary().tokens(), "token"),
                    Count.of(score.summary().sequences(), "sequence"));
        }
    }
}
