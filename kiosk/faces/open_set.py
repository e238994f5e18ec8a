"""How often strangers are named, and people who are known are not, when a face is looked for among many."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.faces.share import Share
from kiosk.faces.template import OperatingPoint, TemplateKind, Vector


@dataclass(frozen=True, kw_only=True)
class OpenSet:
    """strangers_named: FPIR, of probes whose person is not in the gallery. known_missed: FNIR, of probes whose
    person is: not named, or named as somebody else. Each None without such probes.
    """

    strangers_named: Share | None
    known_missed: Share | None


def search_all(
    gallery: Vector,
    gallery_owners: Sequence[str],
    probes: Vector,
    probe_owners: Sequence[str],
    *,
    kind: TemplateKind,
    point: OperatingPoint,
) -> OpenSet:
    """Look for every probe twice: in the gallery as it is, and with its own person left out, as a stranger.

    gallery: (N, dim), one template or more a person. probes: (M, dim). Decides as kiosk.faces.gallery does.
    """
    owners, people = np.unique(np.asarray(gallery_owners, dtype=str), return_inverse=True)
    number_of = {owner: number for number, owner in enumerate(owners)}
    strangers = named = known = missed = 0
    for probe, owner in zip(probes, probe_owners, strict=True):
        best = np.full(len(owners), -1.0, np.float32)
        np.maximum.at(best, people, kind.scores(gallery, probe))
        own = number_of.get(owner)
        if own is not None:
            known += 1
            missed += _named(best, point) != own
            best = np.delete(best, own)
        if len(best):
            strangers += 1
            named += _named(best, point) is not None
    return OpenSet(
        strangers_named=Share(count=named, of=strangers) if strangers else None,
        known_missed=Share(count=missed, of=known) if known else None,
    )


def _named(best: Vector, point: OperatingPoint) -> int | None:
    """Who is named, given the best score of each person; None when nobody is."""
    first = int(best.argmax())
    score = float(best[first])
    lead = score - float(np.delete(best, first).max(initial=-1.0))
    return first if score >= point.identify and lead >= point.margin else None
