"""Run one TensorFlow Lite network on the CPU. The only importer of ai_edge_litert."""

import threading
from pathlib import Path

from ai_edge_litert.interpreter import Interpreter

from kiosk.faces.engine import EngineError, Vector


class TfliteModel:
    """A loaded network with one input; safe to call from several threads, one call at a time."""

    def __init__(self, path: Path, *, threads: int) -> None:
        try:
            self._interpreter = Interpreter(model_path=str(path), num_threads=threads)
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise EngineError(f"{path.name} cannot be loaded: {error}") from error
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = {output["name"]: output["index"] for output in self._interpreter.get_output_details()}
        self._turn = threading.Lock()

    def run(self, batch: Vector) -> dict[str, Vector]:
        """Feed `batch`, shaped as the network wants it; returns every output by its name."""
        with self._turn:
            self._interpreter.set_tensor(self._input, batch)
            self._interpreter.invoke()
            return {name: self._interpreter.get_tensor(index) for name, index in self._outputs.items()}
