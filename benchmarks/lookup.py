"""Figures of the procedure lookup: right at once, among three, refused, under noise, and how long it takes.

The peer is what a floor was measured with: TF-IDF over character trigrams of names and synonyms without
accents, the best alias of each procedure. It cannot refuse.
"""

import hashlib
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.figure import figure
from benchmarks.query_noise import one_slip_a_word, telex_typed_out, tones_stripped
from models.procedures.catalogue import Catalogue
from models.procedures.evaluation import Evaluation, Query, Search, evaluate, read_queries
from models.procedures.lookup import Found, Lookup
from models.procedures.shipped import shipped_catalogue
from models.procedures.syllable import plain, words_of

DATA = Path(__file__).parent / "data"
MANY = 6000
SLIP_SEEDS = (1, 2, 3)
MOST_DROP, MOST_DROP_HELD_OUT = 0.03, 0.04  # the second leaves room for chance: one query is 0.006
# Fields of administration that a ward does not have: they make other procedures of the shipped ones.
OTHER_FIELDS = (
    "hàng hải", "đường thủy nội địa", "hàng không", "đường sắt", "viễn thông", "tần số vô tuyến điện",
    "bưu chính", "báo chí", "xuất bản", "điện ảnh", "di sản văn hóa", "thể dục thể thao", "du lịch",
    "quảng cáo", "thư viện", "khoáng sản", "tài nguyên nước", "khí tượng thủy văn", "đo đạc bản đồ",
    "biển và hải đảo", "lâm nghiệp", "thú y", "bảo vệ thực vật", "trồng trọt", "thủy lợi", "đê điều",
    "hóa chất", "vật liệu nổ", "điện lực", "dầu khí", "xuất nhập khẩu", "hải quan", "chứng khoán",
    "ngân hàng", "giám định tư pháp", "luật sư", "trọng tài thương mại", "sở hữu trí tuệ",
    "năng lượng nguyên tử",
)  # fmt: skip


class Trigrams:
    """The peer."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._procedures = catalogue.procedures
        aliases = [
            (place, _trigrams(text))
            for place, one in enumerate(catalogue.procedures)
            for text in (one.name_vi, *one.synonyms)
        ]
        often = Counter(gram for _, grams in aliases for gram in grams)
        self._rarity = {gram: math.log(len(aliases) / count) + 1 for gram, count in often.items()}
        self._of_alias = [place for place, _ in aliases]
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for alias, (_, grams) in enumerate(aliases):
            for gram, weight in self._weighed(grams).items():
                self._postings[gram].append((alias, weight))

    def search(self, query: str, limit: int) -> Sequence[Found]:
        scores: dict[int, float] = defaultdict(float)
        for gram, weight in self._weighed(_trigrams(query)).items():
            for alias, other in self._postings.get(gram, ()):
                scores[alias] += weight * other
        best: dict[int, float] = defaultdict(float)
        for alias, score in scores.items():
            place = self._of_alias[alias]
            best[place] = max(best[place], score)
        ranked = sorted(best, key=lambda place: -best[place])[:limit]
        return [Found(procedure=self._procedures[place], score=best[place]) for place in ranked]

    def _weighed(self, grams: Counter[str]) -> dict[str, float]:
        weights = {gram: count * self._rarity.get(gram, 0.0) for gram, count in grams.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}


def _trigrams(text: str) -> Counter[str]:
    padded = f"  {' '.join(map(plain, words_of(text)))} "
    return Counter(padded[start : start + 3] for start in range(len(padded) - 2))


def is_held_out(query: Query) -> bool:
    """Whether nothing of the lookup was chosen by `query`."""
    return hashlib.sha256(query.id.encode()).digest()[0] % 2 == 1


def many(catalogue: Catalogue) -> Catalogue:
    """A catalogue of 6,000 procedures: the shipped ones, and each again in fields a ward does not have."""
    more = [
        replace(
            one,
            id=f"{one.id}.{nth}",
            code=None,
            name_vi=f"{one.name_vi} trong lĩnh vực {field}",
            synonyms=tuple(f"{synonym} {field}" for synonym in one.synonyms),
            asked_often=False,
        )
        for nth, field in enumerate(OTHER_FIELDS)
        for one in catalogue.procedures
    ]
    return replace(catalogue, procedures=(*catalogue.procedures, *more)[:MANY])


def measure(
    name: str, search: Search, peer: Search, queries: Sequence[Query], floors: Sequence[float]
) -> bool:
    """Print the figures of one set of queries. floors: for right at once, among three, refused."""
    ours = evaluate(search, queries, time.perf_counter)
    theirs = evaluate(peer, queries, time.perf_counter)
    at_once, among_three, refused = floors
    kept = [
        figure(f"{name}, top-1", ours.all.top_1 or 0, "share", peer=theirs.all.top_1, at_least=at_once),
        figure(f"{name}, top-3", ours.all.top_3 or 0, "share", peer=theirs.all.top_3, at_least=among_three),
        figure(f"{name}, MRR", ours.all.mrr or 0, "share", peer=theirs.all.mrr, at_least=at_once),
        figure(f"{name}, refused", ours.all.refused or 0, "share", peer=theirs.all.refused, at_least=refused),
    ]
    for kind, figures in ours.by_kind.items():
        right = figures.refused if figures.top_1 is None else figures.top_1
        figure(f"{name}, {kind}", right or 0, f"share of {figures.asked or figures.out_of_scope}")
    return all(kept)


def measure_noise(name: str, search: Search, queries: Sequence[Query], most_drop: float) -> bool:
    """Print by how much less is right at once, and refused, when the queries are spoilt."""
    clean = evaluate(search, queries, time.perf_counter)

    def drop(label: str, *spoils: Callable[[str], str]) -> bool:
        spoilt = [
            evaluate(search, [replace(one, q=spoil(one.q)) for one in queries], time.perf_counter)
            for spoil in spoils
        ]
        kept = [
            figure(
                f"{name}, {label}: {measure} less",
                of(clean) - sum(map(of, spoilt)) / len(spoilt),
                "share",
                at_most=most_drop,
            )
            for measure, of in (("top-1", _at_once), ("top-3", _among_three))
        ]
        return all(kept)

    slips = [lambda query, seed=seed: one_slip_a_word(query, seed) for seed in SLIP_SEEDS]
    return all(
        [
            drop("tones stripped", tones_stripped),
            drop("Telex typed out", telex_typed_out),
            drop("one slip a word", *slips),
        ]
    )


def _at_once(found: Evaluation) -> float:
    return found.all.top_1 or 0.0


def _among_three(found: Evaluation) -> float:
    return found.all.top_3 or 0.0


def measure_speed(name: str, catalogue: Catalogue, queries: Sequence[Query]) -> bool:
    """Print how long one search takes, and building the index."""
    start_s = time.perf_counter()
    lookup = Lookup(catalogue)
    built_s = time.perf_counter() - start_s
    peer = Trigrams(catalogue)
    ours = evaluate(lookup.search, queries, time.perf_counter)
    theirs = evaluate(peer.search, queries, time.perf_counter)
    figure(f"{name}, index built", built_s, "s")
    figure(f"{name}, p50", ours.p50_ms, "ms", peer=theirs.p50_ms)
    return figure(f"{name}, p95", ours.p95_ms, "ms", peer=theirs.p95_ms, at_most=20)


def main() -> int:
    catalogue = shipped_catalogue()
    lookup, peer = Lookup(catalogue), Trigrams(catalogue)
    given = read_queries((DATA / "given_queries.json").read_bytes())
    own = read_queries((DATA / "own_queries.json").read_bytes())
    held_out = [query for query in own if is_held_out(query)]
    development = [query for query in own if not is_held_out(query)]
    kept = [
        measure("lookup, given queries", lookup.search, peer.search, given, (0.92, 0.98, 1.0)),
        measure("lookup, held-out queries", lookup.search, peer.search, held_out, (0.88, 0.93, 0.93)),
        measure("lookup, development queries", lookup.search, peer.search, development, (0.92, 0.97, 0.94)),
        measure_noise("lookup, given queries", lookup.search, given, MOST_DROP),
        measure_noise("lookup, held-out queries", lookup.search, held_out, MOST_DROP_HELD_OUT),
        measure_speed("lookup, 155 procedures", catalogue, [*given, *own]),
        measure_speed("lookup, 6,000 procedures", many(catalogue), [*given, *own]),
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
