package io.statecap.jobs.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code completion}. */
@Command(name = "completion", header = "Print a completion script for bash or zsh.",
        description = {"With the script, the shell completes verbs, options and file names of statecap."},
        footer = {"", "Examples:", "  source <(bin/statecap completion bash)",
            "  bin/statecap completion zsh > ~/.statecap-completion  # sourced by ~/.zshrc"})
final class CompletionCommand extends Verb {

    @Spec
    private CommandSpec spec;

    /** One script does for both: it begins with what zsh needs. */
    private enum Shell { bash, zsh }

    @Parameters(index = "0", paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Override
    int run() {
        CommandSpec root = spec.root();
        console().out().print(AutoComplete.bash(root.name(), root.commandLine()));
        return ExitCode.OK;
    }
}
