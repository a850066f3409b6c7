"""Text -> unit vectors: the protocol, the compiled ONNX models, sentence-transformers as a fallback."""
