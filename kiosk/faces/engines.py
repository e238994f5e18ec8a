"""Open the face engine that the configuration names."""

from pathlib import Path

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.drawn_engine import DrawnFaces
from kiosk.faces.engine import FaceEngine
from kiosk.faces.face_recognition_engine import FaceRecognition
from kiosk.faces.opencv_zoo import OpencvZoo
from kiosk.faces.template import EngineName


def open_engine(name: EngineName, models_dir: Path | None = None) -> FaceEngine:
    """The engine, loaded. models_dir: the files a hall supplies itself, for the engine that wants some.

    Raises EngineError, or AssetError, where its networks are not there or are not the ones they should be.
    """
    match name:
        case EngineName.BLAZE_MFN:
            return BlazeMobileFaceNet()
        case EngineName.FACE_RECOGNITION:
            return FaceRecognition()
        case EngineName.OPENCV_ZOO:
            return OpencvZoo(models_dir)
        case EngineName.DRAWN:
            return DrawnFaces()
