package io.statecap.jobs.cli;

import io.statecap.jobs.common.BuildInfo;
import io.statecap.jobs.common.UsageException;
import io.statecap.jobs.experiment.config.Suggestion;
import io.statecap.jobs.results.files.StorageException;
import io.statecap.jobs.results.parquet.ParquetFormatException;
import io.statecap.model.Mitigation;
import io.statecap.model.io.ModelFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command above all verbs: what they share is the treatment of problems. */
@Command(name = "statecap", mixinStandardHelpOptions = true, versionProvider = StatecapCommand.Version.class,
        scope = ScopeType.INHERIT, synopsisSubcommandLabel = "VERB", usageHelpAutoWidth = true,
        header = "Measures how much a recurrent language model can hold before it breaks.",
        footer = {"", "Exit codes: 0 all done; 1 unexpected failure; 2 bad usage, configuration or input;",
            "3 the sweep ended but some trials failed; 130 interrupted (the same command resumes)."},
        subcommands = {PlanCommand.class, SweepCommand.class, TrainCommand.class, ScoreCommand.class,
            CorpusCommand.class, ProbeCommand.class, FitCommand.class, ReportCommand.class, CompareCommand.class,
            ExportCommand.class, QueryCommand.class, CompletionCommand.class})
public final class StatecapCommand {

    private final Console console;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print stack traces of problems.")
    private boolean debug;

    private StatecapCommand(Console console) {
        this.console = console;
    }

    /** Runs one command line and returns its exit code. */
    public static int run(Console console, String... args) {
        return new StatecapCommand(console).run(args);
    }

    private int run(String... args) {
        CommandLine commandLine = new CommandLine(this);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.registerConverter(Mitigation.class, text -> {
            try {
                return Mitigation.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage() + ".");
            }
        });
        commandLine.setOut(new PrintWriter(console.out(), true));
        commandLine.setErr(new PrintWriter(console.err(), true));
        commandLine.setParameterExceptionHandler((problem, line) -> failed(ExitCode.USAGE, problem,
                sentence(problem) + " (see " + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help)"));
        commandLine.setExecutionExceptionHandler((problem, line, parsed) -> problem(problem));
        if (args.length == 0) {
            commandLine.usage(console.err());
            return ExitCode.USAGE;
        }
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, StatecapCommand::footer);
        commandLine.setHelpSectionMap(commandLine.getHelpSectionMap());
        try {
            return delivered(commandLine.execute(args));
        } catch (LinkageError e) {
            return failed(ExitCode.USAGE, e, "this machine cannot load something that statecap needs ("
                    + firstLine((e.getCause() == null ? e : e.getCause()).toString()) + ")" + hint());
        }
    }

    Console console() {
        return console;
    }

    /** Says what is wrong, and where it arose if that was asked for. */
    private int failed(int code, Throwable problem, String... sentences) {
        Stream.of(sentences).forEach(console::note);
        if (debug) {
            problem.printStackTrace(console.err());
        }
        return code;
    }

    private String hint() {
        return debug ? "" : " (--debug shows where)";
    }

    /** As it stands: an example that is broken into lines could not be copied. */
    private static String footer(CommandLine.Help help) {
        String[] lines = help.commandSpec().usageMessage().footer();
        return lines.length == 0 ? "" : String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    /** The exit code, if the results reached whoever asked for them. */
    private int delivered(int code) {
        Optional<String> lost = console.out().lost();
        lost.ifPresent(reason -> console.note("the results could not be printed: " + reason + "."));
        return lost.isPresent() && code == ExitCode.OK ? ExitCode.USAGE : code;
    }

    /** What is wrong, with what was probably meant. */
    private static String sentence(ParameterException problem) {
        CommandLine line = problem.getCommandLine();
        // A misspelt option is left over, whatever else is missing because of it.
        Optional<String> unknown = line.getUnmatchedArguments().stream().filter(word -> word.startsWith("-"))
                .map(word -> word.replaceFirst("=.*", "")).findFirst();
        if (unknown.isPresent()) {
            List<String> options = line.getCommandSpec().optionsMap().keySet().stream()
                    .filter(name -> name.startsWith("--")).toList();
            return "there is no option '" + unknown.get() + "'" + meant(unknown.get(), options);
        }
        if (problem instanceof UnmatchedArgumentException unmatched && line.getParent() == null) {
            String verb = unmatched.getUnmatched().get(0);
            return "there is no verb '" + verb + "'" + meant(verb, line.getSubcommands().keySet());
        }
        return firstLine(problem.getMessage()).replaceFirst("^Error: ", "");
    }

    private static String meant(String word, Collection<String> known) {
        return Suggestion.closest(word, known).map(closest -> "; did you mean " + closest + "?").orElse("");
    }

    private int problem(Exception thrown) {
        Exception problem = understood(thrown);
        if (problem instanceof UsageException usage) {
            return failed(ExitCode.USAGE, usage, usage.problems().toArray(String[]::new));
        }
        if (problem instanceof ParquetFormatException) {
            return failed(ExitCode.USAGE, problem, problem.getMessage() + ": delete it and run the same command; what"
                    + " it held of a sweep is made again by sweep.");
        }
        if (problem instanceof ModelFormatException || problem instanceof StorageException) {
            return failed(ExitCode.USAGE, problem, problem.getMessage());
        }
        return failed(ExitCode.UNEXPECTED, problem, "unexpected failure: " + problem.getClass().getSimpleName() + ": "
                + firstLine(problem.getMessage()) + hint());
    }

    /** A problem with a file or folder as one sentence, if it is of a common kind; wherever it arose. */
    private static Exception understood(Exception thrown) {
        IOException problem = thrown instanceof UncheckedIOException unchecked ? unchecked.getCause()
                : thrown instanceof IOException io ? io : null;
        if (problem == null) {
            return thrown;
        }
        String file = problem instanceof FileSystemException of ? of.getFile() : "a file";
        IOException storage = StorageException.of(file, "used", problem);
        return storage instanceof StorageException || !(problem instanceof FileSystemException) ? storage
                : new UsageException(file + (problem instanceof NoSuchFileException ? " does not exist."
                : problem instanceof NotDirectoryException || problem instanceof FileAlreadyExistsException
                ? " is a file, but must be a folder."
                : " cannot be used: " + ((FileSystemException) problem).getReason() + "."));
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }

    /** For {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"statecap " + BuildInfo.load()};
        }
    }
}
