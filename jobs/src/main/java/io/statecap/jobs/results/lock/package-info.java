/** The right to sweep into a directory: one living sweep holds it ({@link io.statecap.jobs.results.lock.SweepLock}). */
package io.statecap.jobs.results.lock;
