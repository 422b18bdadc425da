/** Reading on a GPU: a model with fixed weights, and inferences that carry their states on the device. */
package io.statecap.cuda.read;
