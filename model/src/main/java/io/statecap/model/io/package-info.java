/**
 * Model directories, safetensors and PyTorch's zips, read as untrusted input. Tensors are names, shapes and numbers
 * here; no model is computed.
 */
package io.statecap.model.io;
