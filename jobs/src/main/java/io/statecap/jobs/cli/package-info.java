/**
 * The command line: one class a verb. Results go to stdout, progress and problems to stderr; exit codes are those of
 * {@link io.statecap.jobs.cli.ExitCode}.
 */
package io.statecap.jobs.cli;
