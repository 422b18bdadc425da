/**
 * Checkpoints: safetensors, PyTorch zips and model directories, read without trusting a byte of them. Knows tensors
 * only as names, shapes and numbers; nothing here computes with a model.
 */
package io.statecap.model.io;
