/** The verb {@code score}: losses of given sequences under a given model. */
package io.statecap.jobs.experiment.score;
