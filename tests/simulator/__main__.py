"""`python -m tests.simulator`: many histories, or one again and what happened in it."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack

from tests.simulator.mutants import MUTANTS, living
from tests.simulator.run import History, play
from tests.simulator.world import Faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many histories")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--replay", type=int, metavar="SEED", help="that history alone, told step by step")
    parser.add_argument("--mutant", choices=[one.name for one in MUTANTS], help="with that guard taken away")
    options = parser.parse_args()
    with ExitStack() as stack:
        faults = Faults()
        for mutant in MUTANTS:
            if mutant.name == options.mutant:
                stack.enter_context(living(mutant))
                faults = mutant.faults
        if options.replay is not None:
            return _replay(options.replay, faults)
        return _many(range(options.first, options.first + options.seeds), faults)


def _replay(seed: int, faults: Faults) -> int:
    faults = _shrunk(seed, faults)
    trace: list[str] = []
    history = play(seed, faults, trace)
    print("\n".join(trace))
    print(f"seed {seed}, {faults}")
    print("\n".join(history.broken) or "no promise was broken")
    return 1 if history.broken else 0


def _shrunk(seed: int, faults: Faults) -> Faults:
    """As few kinds of faults as still break a promise; all of them, if none is broken."""
    if not play(seed, faults).broken:
        return faults
    for name in vars(faults):
        without = Faults(**{**vars(faults), name: 0})
        if play(seed, without).broken:
            faults = without
    return faults


def _many(seeds: range, faults: Faults) -> int:
    began_s, total, broken = time.monotonic(), Counter[str](), 0
    for history in _histories(seeds, faults):
        counts = {name: count for name, count in vars(history).items() if isinstance(count, int)}
        total.update(counts)
        if history.broken:
            broken += 1
            print(f"seed {history.seed}: {history.broken[0]}", flush=True)
    print(
        f"{len(seeds)} histories, {total['papers']} papers, {total['calls']} calls, "
        f"{total['put_back']} backups put back, {total['promoted']} promotions with the old server alive: "
        f"{broken} histories with broken promises ({time.monotonic() - began_s:.0f} s)"
    )
    return 1 if broken else 0


def _histories(seeds: range, faults: Faults) -> Iterator[History]:
    with ProcessPoolExecutor() as pool:
        yield from pool.map(play, seeds, [faults] * len(seeds), chunksize=10)


if __name__ == "__main__":
    sys.exit(main())
