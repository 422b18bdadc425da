/** Whether and where the loss of one trial rises beyond its training length. */
package io.statecap.analysis.collapse;
