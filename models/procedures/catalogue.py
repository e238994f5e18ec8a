"""All the procedures of a hall in one edition, and what of it can be applied for on a day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from models.procedures.procedure import Procedure


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of administration, such as civil status."""

    id: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class LifeEvent:
    """What happens in a life and leads to a hall, such as having a child."""

    id: str
    name_vi: str
    name_en: str


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where facts were read. name_vi, name_en: for citizens. detail: for whoever checks it."""

    id: str
    name_vi: str
    name_en: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """edition: what it is called. issued_on: the day it was put together. note: what holds for all of it."""

    edition: str
    issued_on: date
    note: str
    fields: tuple[Field, ...]
    life_events: tuple[LifeEvent, ...]
    sources: tuple[Source, ...]
    procedures: tuple[Procedure, ...]

    def valid_on(self, day: date) -> "Catalogue":
        """This catalogue with only what can be applied for on `day`."""
        return replace(self, procedures=tuple(one for one in self.procedures if one.is_valid_on(day)))

    def within(self, service_ids: Collection[str]) -> "Catalogue":
        """This catalogue for a hall with these services: what another one takes is sent to the help desk."""
        return replace(
            self,
            procedures=tuple(
                one
                if one.service_id is None or one.service_id in service_ids
                else replace(one, service_id=None)
                for one in self.procedures
            ),
        )

    def find(self, procedure_id: str) -> Procedure | None:
        """The procedure of that id."""
        return next((one for one in self.procedures if one.id == procedure_id), None)

    def of_field(self, field_id: str) -> tuple[Procedure, ...]:
        """The procedures of a field, those asked for often first."""
        return _often_first(one for one in self.procedures if one.field_id == field_id)

    def of_life_event(self, life_event_id: str) -> tuple[Procedure, ...]:
        """The procedures a life event leads to, those asked for often first."""
        return _often_first(one for one in self.procedures if life_event_id in one.life_event_ids)


def _often_first(found: Iterable[Procedure]) -> tuple[Procedure, ...]:
    return tuple(sorted(found, key=lambda one: not one.asked_often))
