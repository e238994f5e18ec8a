"""Find the procedure a citizen means, from what was typed or said; or know that it is none of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.procedures.begun import Beginnings
from models.procedures.catalogue import Catalogue
from models.procedures.evidence import Evidence
from models.procedures.index import Entry, Index
from models.procedures.phrases import Phrases
from models.procedures.procedure import Procedure
from models.procedures.reading import Reader
from models.procedures.scoring import Fit, Scoring
from models.procedures.word_list import WordList, shipped_words

# Chosen by search on the development half of the benchmark's queries (ADR-0013).
_ASKED_OFTEN = 0.04
_WORTH_SHOWING = 0.5
_ALL_OF_IT = 0.85
_MANY_TELLING = 8


@dataclass(frozen=True, kw_only=True)
class Found:
    """score: how well it fits, up to about 1; only to be compared. 0: it only begins like the query."""

    procedure: Procedure
    score: float


class Lookup:
    """Finds procedures of one catalogue; built once, it takes about three seconds for 6,000 of them."""

    def __init__(self, catalogue: Catalogue, words: WordList | None = None) -> None:
        words = words or shipped_words()
        self._procedures = catalogue.procedures
        self._phrases = Phrases(words)
        entries = [
            Entry(
                names=(one.name_vi, one.name_en, one.code or "", *one.synonyms),
                about=(one.official_name, one.plain_vi, one.plain_en),
            )
            for one in catalogue.procedures
        ] + [Entry(names=said) for said in words.elsewhere.values()]
        self._index = Index(entries, words, self._phrases)
        self._reader = Reader(words, self._index.texts)
        self._beginnings = Beginnings((one.name_vi, *one.synonyms) for one in catalogue.procedures)

    def search(self, query: str, limit: int = 5) -> Sequence[Found]:
        """The procedures meant by `query`, best first. None at all: not found, the help desk knows.

        query: as typed so far, or said; with or without accents, with slips, with Telex or VNI keys in it.
        Takes about 2 ms for 155 procedures, 6 ms for 6,000 (benchmarks/lookup.py).
        """
        found, evidence = self.weigh(query)
        if evidence is None or not evidence.is_enough:
            begun = self._beginnings.places(query)[:limit]  # nothing is said yet, but something is begun
            return tuple(Found(procedure=self._procedures[place], score=0.0) for place in begun)
        return [one for one in found[:limit] if one.score >= found[0].score * _WORTH_SHOWING]

    def weigh(self, query: str) -> tuple[Sequence[Found], Evidence | None]:
        """All that fits somehow, best first, and what speaks for the best; None where nothing fits at all."""
        slots, slips = self._reader.read(query)
        if not slots:
            return (), None
        scoring = Scoring(self._index, slots, self._phrases.in_query(slots))
        fits = [self._often_asked_first(fit) for fit in scoring.fits()]
        here = sorted((fit for fit in fits if fit.place < len(self._procedures)), key=lambda fit: -fit.score)
        if not here:
            return (), None
        best = here[0]
        other = next((fit for fit in fits if fit.place >= len(self._procedures)), _NOTHING)
        if best.of_query > _ALL_OF_IT and best.of_query >= other.of_query and best.of_name >= other.of_name:
            other = _NOTHING  # a hall that offers just that is the right place, whoever else does
        evidence = Evidence(
            score=best.score,
            elsewhere_score=other.score,
            in_rows=best.in_rows,
            of_query=best.of_query,
            of_name=best.of_name,
            elsewhere_of_query=other.of_query,
            elsewhere_of_name=other.of_name,
            elsewhere_in_rows=other.in_rows,
            unsaid=scoring.unsaid(best.place),
            meant=scoring.meant(best.place),
            slips=slips,
            telling=min(scoring.telling_words, _MANY_TELLING) / _MANY_TELLING,
        )
        return [Found(procedure=self._procedures[fit.place], score=fit.score) for fit in here], evidence

    def _often_asked_first(self, fit: Fit) -> Fit:
        if fit.place < len(self._procedures) and self._procedures[fit.place].asked_often:
            return replace(fit, score=fit.score + _ASKED_OFTEN)
        return fit


_NOTHING = Fit(place=0, score=0.0, of_query=0.0, of_name=0.0, in_rows=0.0)
