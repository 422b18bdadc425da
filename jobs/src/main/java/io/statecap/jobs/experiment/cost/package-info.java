/** What a trial will cost in operations, memory, disk and time, before it runs. */
package io.statecap.jobs.experiment.cost;
