/** Which trial is next: all of a grid, or those that a threshold needs. */
package io.statecap.jobs.experiment.search;
