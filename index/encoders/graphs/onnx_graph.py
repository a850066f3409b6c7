"""An ONNX graph under construction: nodes and constants, as they are added, and the bytes or files they make together.

Owns the versions of the format. Knows nothing of models.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray

OPSET, IR_VERSION = 20, 10
_EXTENSIONS = "com.microsoft"

#: A dimension is a number, or a name where it differs from call to call.
Dimensions = Sequence[str | int]


@dataclass(slots=True)
class Graph:
    """Nodes and constants, as they are added."""

    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, value: NDArray[Any] | float) -> str:
        """Add a constant and return its name. A Python number becomes float32."""
        array = np.asarray(value, dtype=np.float32 if isinstance(value, float) else None, order="C")
        name = f"c{len(self.constants)}"
        self.constants.append(onnx.numpy_helper.from_array(array, name))
        return name

    def integers(self, *values: int) -> str:
        """Add a constant int64[n], as shapes and axes are given."""
        return self.constant(np.array(values, dtype=np.int64))

    def op(self, kind: str, *inputs: str, output: str = "", domain: str = "", **attributes: Any) -> str:
        """Add a node of one output and return the output's name."""
        name = output or f"t{len(self.nodes)}"
        self.nodes.append(onnx.helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def extension(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add a node of ONNX Runtime's own."""
        return self.op(kind, *inputs, domain=_EXTENSIONS, **attributes)

    def model(self, inputs: Mapping[str, Dimensions], outputs: Mapping[str, Dimensions]) -> bytes:
        """Serialise, given the dimensions of inputs and of float32 outputs by name. An input of three dimensions is
        float32, as vectors are; one of two int64, as ids are."""
        return bytes(self._whole(inputs, outputs).SerializeToString())

    def save(
        self, path: Path, *, constants: str, inputs: Mapping[str, Dimensions], outputs: Mapping[str, Dimensions]
    ) -> None:
        """Write what ``model`` gives with its large constants beside it, in a file of that name, from which they are
        mapped when it is loaded by its path: of bytes everything is copied."""
        onnx.save_model(self._whole(inputs, outputs), str(path), save_as_external_data=True, location=constants)

    def _whole(self, inputs: Mapping[str, Dimensions], outputs: Mapping[str, Dimensions]) -> onnx.ModelProto:
        describe = onnx.helper.make_tensor_value_info
        kinds = {2: onnx.TensorProto.INT64, 3: onnx.TensorProto.FLOAT}
        graph = onnx.helper.make_graph(
            self.nodes,
            "bert",
            [describe(name, kinds[len(shape)], shape) for name, shape in inputs.items()],
            [describe(name, onnx.TensorProto.FLOAT, shape) for name, shape in outputs.items()],
            self.constants,
        )
        opsets = [onnx.helper.make_opsetid("", OPSET), onnx.helper.make_opsetid(_EXTENSIONS, 1)]
        return onnx.helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
