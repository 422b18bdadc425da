/** Laws that give a threshold as a function of the state size, their fits and how sure they are. */
package io.statecap.analysis.law;
