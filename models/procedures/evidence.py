"""Whether what was found is what was meant, or whether the help desk must be asked."""

from dataclasses import astuple, dataclass
from math import exp


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What speaks for the best procedure, and against it.

    score, of_query, of_name, in_rows: as in `scoring.Fit`; those with `elsewhere` are of what is done
    elsewhere and fits best. unsaid: weight of the heaviest word the procedure says nothing of. meant: share
    of the query it says by its meaning. slips: share of mistyped words. telling: words that tell, an eighth
    each.
    """

    score: float
    elsewhere_score: float
    in_rows: float
    of_query: float
    of_name: float
    elsewhere_of_query: float
    elsewhere_of_name: float
    elsewhere_in_rows: float
    unsaid: float
    meant: float
    slips: float
    telling: float

    @property
    def is_enough(self) -> bool:
        """Whether the procedure may be shown; if not, the answer is "not found".

        Who types in a hurry means it, and a query full of slips never fits well: then the score suffices.
        """
        if self.slips >= _HURRIED and self.score >= self.elsewhere_score:
            return self.score >= _FITS * (1 - _EASIER_WITH_SLIPS * self.slips) or self.sureness > _SURE
        return self.sureness > _SURE

    @property
    def sureness(self) -> float:
        """How sure it is, 0 to 1, that the procedure is what was meant."""
        weighed = sum(a * b for a, b in zip(astuple(self), _WEIGHTS, strict=True))
        return 1 / (1 + exp(-(weighed + _BIAS)))


_SURE = 0.3
_HURRIED = 0.08
_FITS, _EASIER_WITH_SLIPS = 0.4, 0.73
# In the order of the fields; fitted by logistic regression (benchmarks/lookup_fit.py, ADR-0013).
_WEIGHTS = (5.19, -3.39, 1.96, 0.87, 4.69, -4.11, -0.87, -3.16, -1.29, 2.23, 0.72, 5.50)
_BIAS = -6.89
