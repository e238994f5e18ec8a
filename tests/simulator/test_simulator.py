"""Nothing is lost, doubled or called twice, whatever the network, the power and the operator do.

A seed that breaks a promise: `python -m tests.simulator --replay SEED`.
"""

import pytest

from tests.simulator.mutants import MUTANTS, Mutant, living
from tests.simulator.run import play

CHUNKS, CHUNK = 20, 10
MOST_SEEDS = 120  # a mutant that lives longer than that is not caught


@pytest.mark.parametrize("first", range(0, CHUNKS * CHUNK, CHUNK))
def test_no_promise_is_broken(first: int) -> None:
    broken = {seed: play(seed).broken for seed in range(first, first + CHUNK)}
    assert {seed: what for seed, what in broken.items() if what} == {}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_guard_that_is_taken_away_is_missed(mutant: Mutant) -> None:
    with living(mutant):
        seeds = (mutant.seed, *range(MOST_SEEDS))
        assert any(play(seed, mutant.faults).broken for seed in seeds)


def test_the_same_seed_is_the_same_history() -> None:
    traces: list[list[str]] = [[], []]
    histories = [play(3, trace=trace) for trace in traces]
    assert histories[0] == histories[1]
    assert traces[0] == traces[1] != []
