"""ONNX graphs written by hand: BERT, its matrices in fp32, int8 or 4 bits, and the mean of its states."""
