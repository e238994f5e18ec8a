"""Print one measured figure as one JSON object a line: name, value, unit, peer, ratio, floor, ok."""

import json


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    peer: float | None = None,
    at_most: float | None = None,
    at_least: float | None = None,
    times_better: float | None = None,
) -> bool:
    """Whether `value` keeps its floor; prints it either way.

    peer: the same figure of a rival in the same run. ratio: how many times better than the peer, where less
    is better unless `at_least` is given. The floor is one of at_most, at_least (for the value) and
    times_better (for the ratio).
    """
    more_is_better = at_least is not None
    ratio = None
    if peer is not None and value and peer:
        ratio = value / peer if more_is_better else peer / value
    kept = [
        at_most is None or value <= at_most,
        at_least is None or value >= at_least,
        times_better is None or (ratio is not None and ratio >= times_better),
    ]
    floor = {"at_most": at_most, "at_least": at_least, "times_better": times_better}
    print(
        json.dumps(
            {
                "name": name,
                "value": round(value, 4),
                "unit": unit,
                "peer": None if peer is None else round(peer, 4),
                "ratio": None if ratio is None else round(ratio, 2),
                "floor": {kind: limit for kind, limit in floor.items() if limit is not None} or None,
                "ok": all(kept),
            },
            ensure_ascii=False,
        ),
        flush=True,
    )
    return all(kept)
