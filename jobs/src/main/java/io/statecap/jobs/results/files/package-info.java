/**
 * Files that appear whole or not at all ({@link io.statecap.jobs.results.files.AtomicFiles}), and what is said when a
 * disk is full or read-only.
 */
package io.statecap.jobs.results.files;
