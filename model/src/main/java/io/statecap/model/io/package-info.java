/**
 * Checkpoints: safetensors, PyTorch zips and model directories, read as untrusted input. Tensors
 * are names, shapes and numbers here; no model is computed.
 */
package io.statecap.model.io;
