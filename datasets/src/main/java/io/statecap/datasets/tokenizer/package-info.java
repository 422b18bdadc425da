/** Text to token ids and back: bytes, words, and whatever a {@code tokenizer.json} describes. */
package io.statecap.datasets.tokenizer;
