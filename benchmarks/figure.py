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
    more_is_better: bool = False,
) -> bool:
    """Whether `value` keeps its floors; prints it either way.

    peer: the same figure of a rival in the same run. ratio: how many times better than the peer, none where
    one of the two is 0. times_better: the ratio's floor; a value of 0 keeps it where less is better.
    more_is_better: true by itself where `at_least` is given.
    """
    more = more_is_better or at_least is not None
    ratio = None
    if peer is not None and value and peer:
        ratio = value / peer if more else peer / value
    kept = [
        at_most is None or value <= at_most,
        at_least is None or value >= at_least,
        times_better is None or (ratio is not None and ratio >= times_better) or (not more and value == 0),
    ]
    floor = {"at_most": at_most, "at_least": at_least, "times_better": times_better}
    print(
        json.dumps(
            {
                "name": name,
                "value": float(f"{value:.6g}"),
                "unit": unit,
                "peer": None if peer is None else float(f"{peer:.6g}"),
                "ratio": None if ratio is None else round(ratio, 2),
                "floor": {kind: limit for kind, limit in floor.items() if limit is not None} or None,
                "ok": all(kept),
            },
            ensure_ascii=False,
        ),
        flush=True,
    )
    return all(kept)
