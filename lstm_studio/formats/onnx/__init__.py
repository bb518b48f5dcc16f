"""ONNX: models in and out, as layers of ONNX's own operators or written out as equations."""
