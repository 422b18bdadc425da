/** What verbs print: tables of text, JSON and CSV. */
package io.statecap.jobs.cli.output;
