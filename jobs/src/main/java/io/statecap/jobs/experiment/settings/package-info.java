/**
 * The settings of a sweep as values: what a configuration says once it was read and checked. Records without behaviour
 * of their own, which travel to executors; {@code config} makes them.
 */
package io.statecap.jobs.experiment.settings;
