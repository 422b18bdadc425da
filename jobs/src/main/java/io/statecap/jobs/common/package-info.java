/**
 * What every package of {@code jobs} may use: the version of this build, results as JSON, and the exception that ends a
 * command with exit code 2. It knows no other package of {@code jobs}.
 */
package io.statecap.jobs.common;
