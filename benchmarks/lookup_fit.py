"""Fit by logistic regression how sure the lookup is of what it found: prints the numbers of `evidence.py`.

Only what the lookup may be chosen by is looked at: the given queries and the development half of our own.
Each is asked as it is, without accents and with slips, of a lookup that knows all topics of elsewhere and of
some that know half of each: what is out of scope tomorrow is on no list.
"""

import random
from collections.abc import Iterator
from dataclasses import astuple, replace

import numpy as np

from benchmarks.lookup import DATA, is_held_out
from benchmarks.query_noise import one_slip_a_word, tones_stripped
from models.procedures.evaluation import Query, read_queries
from models.procedures.lookup import Lookup
from models.procedures.shipped import shipped_catalogue
from models.procedures.word_list import WordList, shipped_words

SPOILT, HALF_KNOWN, OUT_OF_SCOPE = 0.5, 0.5, 3.0  # how much such a query counts; spoilt, out of scope
HALVES = (1, 2, 3)
STEPS, RATE, SHRINK = 6000, 1.2, 1.0


def answers(
    lookup: Lookup, queries: list[Query], counts: float
) -> Iterator[tuple[tuple[float, ...], bool, float]]:
    """What speaks for each answer, whether it is right, and how much it counts."""
    for query in queries:
        spoilt = [(tones_stripped(query.q), SPOILT), (one_slip_a_word(query.q, 5), SPOILT)]
        for text, weight in [(query.q, 1.0), *spoilt]:
            found, evidence = lookup.weigh(text)
            if evidence is None or (query.expected and found[0].procedure.id not in query.expected):
                continue  # a wrong procedure is a fault of the order, not of how sure it is
            of_kind = 1.0 if query.expected else weight * OUT_OF_SCOPE
            yield tuple(map(float, astuple(evidence))), bool(query.expected), counts * of_kind


def half_of(words: WordList, seed: int) -> WordList:
    """`words` with half of each topic of elsewhere."""
    rng = random.Random(seed)
    half = {topic: rng.sample(list(said), len(said) // 2) for topic, said in words.elsewhere.items()}
    return replace(words, elsewhere=half)


def main() -> None:
    catalogue, words = shipped_catalogue(), shipped_words()
    own = read_queries((DATA / "own_queries.json").read_bytes())
    queries = [*read_queries((DATA / "given_queries.json").read_bytes())]
    queries += [query for query in own if not is_held_out(query)]
    lookups = [(Lookup(catalogue, words), 1.0)]
    lookups += [(Lookup(catalogue, half_of(words, seed)), HALF_KNOWN) for seed in HALVES]
    rows = [row for lookup, counts in lookups for row in answers(lookup, queries, counts)]
    evidence = np.array([(*one, 1.0) for one, _, _ in rows])
    right = np.array([float(is_right) for _, is_right, _ in rows])
    counts = np.array([count for _, _, count in rows])
    weights = np.zeros(evidence.shape[1])
    for _ in range(STEPS):
        sure = 1 / (1 + np.exp(-evidence @ weights))
        shrunk = SHRINK / len(rows) * np.array([*weights[:-1], 0.0])
        weights -= RATE * (evidence.T @ (counts * (sure - right)) / counts.sum() + shrunk)
    print("weights", ", ".join(f"{one:.2f}" for one in weights[:-1]))
    print("bias", f"{weights[-1]:.2f}")


if __name__ == "__main__":
    main()
