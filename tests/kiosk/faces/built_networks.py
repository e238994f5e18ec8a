"""Two tiny ONNX networks in the shape of YuNet and SFace, to run OpenCV's own classes on; they know no faces.

The detector takes a white cell of 32x32 px, on the grid of its input, for a face of 64x64 px around the
cell's middle; the embedder tells the colours of an 8x8 grid.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from kiosk.faces.engine import Picture, Vector
from kiosk.faces.opencv_zoo import DETECTOR, EMBEDDER

CELL_PX, FACE_PX = 32, 64
# Eyes, nose and mouth corners, in cells from the cell's upper left corner; its middle is (.5, .5).
POINTS = [(0.0, 0.0), (1.0, 0.0), (0.5, 0.5), (0.1, 1.0), (0.9, 1.0)]


def build_networks(folder: Path, *, seed: int = 0) -> Path:
    """Both files, under the names that OpenCV Zoo gives them. seed: of the embedder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DETECTOR).write_bytes(_detector())
    (folder / EMBEDDER).write_bytes(_embedder(seed))
    return folder


def white_cell(column: int, row: int) -> Picture:
    """A black picture of 320x320 px, RGB, with what the detector takes for a face."""
    picture = np.zeros((320, 320, 3), np.uint8)
    picture[row * CELL_PX : (row + 1) * CELL_PX, column * CELL_PX : (column + 1) * CELL_PX] = 255
    return picture


def _detector() -> bytes:
    zoom = float(np.log(FACE_PX / CELL_PX))
    nodes: list[onnx.NodeProto] = []
    constants: list[onnx.TensorProto] = []
    outputs = []
    for stride in (8, 16, 32):
        nodes.append(
            helper.make_node(
                "AveragePool", ["input"], [f"mean_{stride}"], kernel_shape=[stride] * 2, strides=[stride] * 2
            )
        )
        only = 1.0 if stride == CELL_PX else 0.0
        for name, weight, bias in [
            ("cls", only, [-200.0]),
            ("obj", only, [-200.0]),
            ("bbox", 0.0, [0.5, 0.5, zoom, zoom]),
            ("kps", 0.0, [place for point in POINTS for place in point]),
        ]:
            output, width = f"{name}_{stride}", len(bias)
            weights = np.full((width, 3, 1, 1), weight / 3, np.float32)
            constants += [
                numpy_helper.from_array(weights, f"{output}_weights"),
                numpy_helper.from_array(np.array(bias, np.float32), f"{output}_bias"),
                numpy_helper.from_array(np.array([1, -1, width], np.int64), f"{output}_shape"),
            ]
            convolved = [f"mean_{stride}", f"{output}_weights", f"{output}_bias"]
            squash = "Sigmoid" if name in ("cls", "obj") else "Identity"
            nodes += [
                helper.make_node("Conv", convolved, [f"{output}_raw"]),
                helper.make_node(squash, [f"{output}_raw"], [f"{output}_map"]),
                helper.make_node("Transpose", [f"{output}_map"], [f"{output}_last"], perm=[0, 2, 3, 1]),
                helper.make_node("Reshape", [f"{output}_last", f"{output}_shape"], [output]),
            ]
            outputs.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, None, width]))
    return _model("input", [1, 3, "height", "width"], nodes, constants, outputs)


def _embedder(seed: int) -> bytes:
    mixed: Vector = np.random.default_rng(seed).normal(size=(2, 3, 1, 1)).astype(np.float32)
    return _model(
        "data",
        [1, 3, 112, 112],
        [
            helper.make_node("AveragePool", ["data"], ["mean"], kernel_shape=[14, 14], strides=[14, 14]),
            helper.make_node("Conv", ["mean", "mixed"], ["mix"]),
            helper.make_node("Flatten", ["mix"], ["fc1"]),
        ],
        [numpy_helper.from_array(mixed, "mixed")],
        [helper.make_tensor_value_info("fc1", TensorProto.FLOAT, [1, 128])],
    )


def _model(
    name: str,
    shape: list[int | str],
    nodes: list[onnx.NodeProto],
    constants: list[onnx.TensorProto],
    outputs: list[onnx.ValueInfoProto],
) -> bytes:
    seen = helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "built", [seen], outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=7)
    onnx.checker.check_model(model)
    written: bytes = model.SerializeToString()
    return written
