"""What may say that a face is not what it seems: passive checks, infrared or depth cameras, as plug-ins.

A package offers one under the entry-point group `motcua.face_risk`: a callable without arguments that makes
a `RiskSignal`. A signal never refuses anybody by itself; a high one asks for a turned head (guard.py). None
is shipped: no passive check that was measured holds on a camera it was not trained on (ADR-0024).
"""

from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from kiosk.faces.engine import Face, FaceError, Picture

ENTRY_POINTS = "motcua.face_risk"


class RiskSignal(Protocol):
    """name: for the log."""

    @property
    def name(self) -> str: ...

    def score(self, frame_bgr: Picture, face: Face) -> float:
        """0..1: how sure it is that this is no living face. Called on every good frame of a look."""
        ...


def load_risk_signals() -> tuple[RiskSignal, ...]:
    """Every signal that is installed. Raises FaceError when one cannot be made: a guard is not left out."""
    return tuple(_made(entry) for entry in entry_points(group=ENTRY_POINTS))


def _made(entry: EntryPoint) -> RiskSignal:
    try:
        signal: RiskSignal = entry.load()()
    except Exception as error:  # whatever somebody else's program does
        raise FaceError(f"the risk signal {entry.name} cannot be used: {error}") from error
    return signal


def highest(signals: tuple[RiskSignal, ...], frame_bgr: Picture, face: Face) -> float:
    """What the most suspicious of them says; 0 where there is none."""
    return max((min(max(one.score(frame_bgr, face), 0.0), 1.0) for one in signals), default=0.0)
