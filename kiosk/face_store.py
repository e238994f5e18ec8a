"""Who is known by face, as far as this kiosk has heard: sealed in the store, open in memory only."""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import numpy as np

from kiosk import clock
from kiosk.faces.engine import FaceEngine, FaceError, GalleryError, Vector
from kiosk.faces.face_secret import FaceSecret, VaultError
from kiosk.faces.gallery import MAX_TEMPLATES, Gallery
from kiosk.faces.template import TemplateKind
from kiosk.faces.vault import SealedTemplate, seal, unseal
from kiosk.journey.enrolment import HeldFace
from models.face_record import ConsentEnd
from models.store import kiosk_faces, kiosk_people
from models.store.database import Connection, Database, StoreError
from models.store.key_files import KeyFiles
from models.store.kiosk_faces import Deed, Unsent, Use
from models.store.kiosk_people import Person

DAY_MS = 24 * 3600 * 1000
CONSENT_LASTS_MS = 365 * DAY_MS  # 12 months, then the citizen is asked again
RENEW_BEFORE_MS = 60 * DAY_MS  # who comes twice a year is asked once before it ends
USES_LAST_MS = 2 * 365 * DAY_MS  # as long as somebody may ask what was done with their face (ADR-0020)

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class KeptFace:
    """Under which id a face is kept, and when it is erased by itself."""

    person_id: str
    until_ms: int


class FaceStore:
    """Keeps, finds and erases faces, and what the hall must hear of that; for any thread.

    on_change: called, on the thread that changed it, when somebody more is known or somebody no more.
    """

    def __init__(self, database: Database, keys: KeyFiles, secret: FaceSecret) -> None:
        self._database = database
        self._keys = keys
        self.secret = secret
        self.on_change: Callable[[], None] = lambda: None

    # ---- who is known ----

    def gallery(self, engine: FaceEngine) -> Gallery:
        """Everybody `engine` can recognise here, as many as may be told apart: who agreed first comes first.

        A template that cannot be opened is left out, and logged.
        """
        people, templates = self.templates(engine.kind, most=MAX_TEMPLATES)
        return Gallery(people, templates, kind=engine.kind, point=engine.point)

    def templates(self, kind: TemplateKind, *, most: int | None = None) -> tuple[list[str], Vector]:
        """The people whose templates of `kind` can be opened, and these: (N, dim) float32.

        most: how many people to look at; None for all.
        """
        now_ms = clock.now_ms()
        stored = self._read(
            lambda connection: kiosk_people.people_of(connection, str(kind), self.secret.id, now_ms, most)
        )
        people, templates = [], []
        for person in stored:
            template = self.template_of(person, kind)
            if template is not None:
                people.append(person.id)
                templates.append(template)
        return people, np.array(templates, dtype=np.float32).reshape(-1, kind.dim)

    def template_of(self, person: Person, kind: TemplateKind) -> Vector | None:
        """Somebody's template, None when it cannot be opened."""
        try:
            wrapped_key = self._keys.get(person.id)
            if wrapped_key is None:
                raise VaultError("its key is missing")
            sealed = SealedTemplate(template=person.sealed_template, wrapped_key=wrapped_key)
            return unseal(self.secret, sealed, person_id=person.id, kind=kind)
        except (VaultError, OSError) as error:
            log.error("the template of %s: %s", person.id, error)
            return None

    def of_card(self, number: str) -> Person | None:
        """The holder of the card of that number, if their face is kept here."""
        digest, now_ms = self.secret.card_digest(number), clock.now_ms()
        return self._read(lambda connection: kiosk_people.person_of_card(connection, digest, now_ms))

    def shown_name(self, person_id: str) -> str | None:
        """The masked name of somebody who is still known; None once erased or out of consent."""
        person = self.person(person_id)
        return None if person is None or person.expires_at_ms <= clock.now_ms() else person.shown_name

    def kinds(self) -> Sequence[tuple[str, str, int]]:
        """Of all who are known: kind of template, id of the secret, and how many."""
        now_ms = clock.now_ms()
        return self._read(lambda connection: kiosk_people.people_by_kind(connection, now_ms))

    def held(self, person_id: str) -> HeldFace | None:
        """What is kept of somebody, for themselves to read."""
        person = self.person(person_id)
        if person is None:
            return None
        times = sum(use.deed in (Deed.RECOGNISED, Deed.VERIFIED) for use in self.uses(person_id))
        return HeldFace(since_ms=person.consented_at_ms, until_ms=person.expires_at_ms, times_used=times)

    def has_room(self, kind: TemplateKind) -> bool:
        """Whether one more may be known by face alone."""
        return sum(count for one, _secret, count in self.kinds() if one == str(kind)) < MAX_TEMPLATES

    def may_renew(self, person_id: str) -> bool:
        """Whether somebody's consent ends so soon that they may be asked again."""
        person = self.person(person_id)
        return person is not None and person.expires_at_ms - clock.now_ms() < RENEW_BEFORE_MS

    def told(self, person_id: str) -> dict[str, object] | None:
        """All that is held about somebody, also once erased, but for the template; for them to have."""
        person, uses = self.person(person_id), self.uses(person_id)
        consents = self._read(partial(kiosk_people.consents_of, person_id=person_id))
        if person is None and not consents:
            return None
        return {
            "person_id": person_id,
            "face": None
            if person is None
            else {
                "shown_name": person.shown_name,
                "card": "keyed digest" if person.card_digest else None,
                "template": {"kind": person.kind, "bytes": len(person.sealed_template), "is_sealed": True},
                "picture": None,
                "until": _moment(person.expires_at_ms),
            },
            "consents": [
                {
                    "text": one.text,
                    "given": _moment(one.given_at_ms),
                    "ended": None if one.ended_at_ms is None else _moment(one.ended_at_ms),
                    "ended_by": one.ended_by,
                }
                for one in consents
            ],
            "uses": [{"deed": use.deed, "at": _moment(use.at_ms), "score": use.score} for use in uses],
        }

    # ---- keeping and erasing ----

    def keep(
        self,
        engine: FaceEngine,
        template: Vector,
        *,
        shown_name: str,
        consent_text: str,
        card_number: str | None = None,
        person_id: str | None = None,
    ) -> KeptFace:
        """Keep a face that was learnt, sealed, for as long as consent lasts.

        Somebody who is known already, by `person_id`, card or face, is renewed: under two ids neither would
        be recognised. Raises FaceError when what is kept under that id or card is another face: whoever it is
        has to erase it first. Raises GalleryError when more people are known than may be told apart, unless
        they have a card to be looked up by.
        """
        known = self._known(engine, template, card_number, person_id)
        if known is not None and not self._may_be(known, engine, template):
            raise FaceError(f"what is kept of {known.id} is another face")
        if known is None and card_number is None and not self.has_room(engine.kind):
            raise GalleryError(f"{MAX_TEMPLATES} people are known here, and there may be no more")
        digest = None if card_number is None else self.secret.card_digest(card_number)
        now_ms = clock.now_ms()
        new_id = secrets.token_hex(8) if known is None else known.id
        sealed = seal(self.secret, template, person_id=new_id, kind=engine.kind)
        person = Person(
            id=new_id,
            shown_name=shown_name,
            card_digest=digest or (known.card_digest if known else None),
            kind=str(engine.kind),
            sealed_template=sealed.template,
            secret_id=self.secret.id,
            consent_text=consent_text,
            consented_at_ms=now_ms,
            expires_at_ms=now_ms + CONSENT_LASTS_MS,
        )

        def store(connection: Connection) -> None:
            kiosk_people.add_person(connection, person)
            kiosk_faces.note_unsent(connection, Unsent(person_id=person.id))
            kiosk_faces.note_use(connection, Use(person_id=person.id, at_ms=now_ms, deed=Deed.ENROLLED))

        with self._keys.exchanged(person.id, sealed.wrapped_key):
            self._database.write(store).result()
        self._tell_change()
        return KeptFace(person_id=person.id, until_ms=person.expires_at_ms)

    def re_embed(self, person: Person, engine: FaceEngine, template: Vector) -> None:
        """Another engine's template of somebody, under the same consent. Raises FaceError once erased."""
        sealed = seal(self.secret, template, person_id=person.id, kind=engine.kind)
        use = Use(person_id=person.id, at_ms=clock.now_ms(), deed=Deed.RE_EMBEDDED)

        def store(connection: Connection) -> None:
            is_there = kiosk_people.replace_template(
                connection, person.id, kind=str(engine.kind), sealed_template=sealed.template
            )
            if not is_there:
                raise FaceError(f"{person.id} was erased meanwhile")
            kiosk_faces.note_unsent(connection, Unsent(person_id=person.id))
            kiosk_faces.note_use(connection, use)

        with self._keys.exchanged(person.id, sealed.wrapped_key):
            self._database.write(store).result()
        self._tell_change()

    def erase(self, person_id: str, by: ConsentEnd) -> bool:
        """Destroy somebody's key, and so their template wherever it lies. False when nobody has that id."""
        erased = self._erase(person_id, by)
        if erased:
            self._tell_change()
        return erased

    def erase_expired(self) -> None:
        """Erase everybody whose consent has run out, and what nobody may know of any more."""
        now_ms = clock.now_ms()
        expired = self._read(lambda connection: kiosk_people.expired_ids(connection, now_ms))
        for person_id in expired:
            self._erase(person_id, ConsentEnd.EXPIRED)
        self._database.write(partial(kiosk_faces.forget_uses, before_ms=now_ms - USES_LAST_MS)).result()
        if expired:
            self._tell_change()

    # ---- what was done with a face ----

    def note(
        self, person_id: str, deed: Deed, *, kind: str | None = None, score: float | None = None
    ) -> None:
        """Write down what was done with somebody's face."""
        use = Use(person_id=person_id, at_ms=clock.now_ms(), deed=deed, kind=kind, score=score)
        self._database.write(partial(kiosk_faces.note_use, use=use)).result()

    def confirmed_scores(self, kind: TemplateKind) -> Sequence[float]:
        """Scores of the recognitions that the citizens themselves confirmed here."""
        return self._read(partial(kiosk_faces.confirmed_scores, kind=str(kind)))

    def uses(self, person_id: str) -> Sequence[Use]:
        """What was done with somebody's face, oldest first."""
        return self._read(partial(kiosk_faces.uses_of, person_id=person_id))

    def _erase(self, person_id: str, by: ConsentEnd) -> bool:
        if self.person(person_id) is None:
            return False
        now_ms = clock.now_ms()

        def store(connection: Connection) -> None:
            kiosk_people.forget_person(connection, person_id, at_ms=now_ms, by=by)
            unsent = Unsent(person_id=person_id, erased_at_ms=now_ms, erased_by=by)
            kiosk_faces.note_unsent(connection, unsent)
            kiosk_faces.note_use(connection, Use(person_id=person_id, at_ms=now_ms, deed=Deed.ERASED))

        self._keys.destroy(person_id)
        self._database.write(store).result()
        return True

    def _known(
        self, engine: FaceEngine, template: Vector, card_number: str | None, person_id: str | None
    ) -> Person | None:
        """Whoever this is, if they are known: by their id, their card, and only then by their face."""
        if person_id is not None:
            return self.person(person_id)
        if card_number is not None and (holder := self.of_card(card_number)) is not None:
            return holder
        match = self.gallery(engine).find(template)
        looks_like = None if match is None else self.person(match.person_id)
        if looks_like is None or looks_like.card_digest is None:
            return looks_like
        if card_number is None:
            raise FaceError(f"{looks_like.id} looks the same and is kept under a card: that card is needed")
        return None

    def _may_be(self, known: Person, engine: FaceEngine, template: Vector) -> bool:
        """Whether `template` can be theirs: alike enough, or what is kept cannot be compared with it."""
        if known.kind != str(engine.kind):
            return True
        kept = self.template_of(known, engine.kind)
        return kept is None or engine.kind.score(kept, template) >= engine.point.verify

    def _tell_change(self) -> None:
        try:
            self.on_change()
        except (StoreError, FaceError, OSError):  # what was kept is kept, what was erased is erased
            log.exception("who is known by face could not be looked through again")

    def person(self, person_id: str) -> Person | None:
        """Whoever has this id, also when their consent has just run out."""
        return self._read(lambda connection: kiosk_people.person_of_id(connection, person_id))

    def _read(self, work: Callable[[Connection], Answer]) -> Answer:
        return self._database.read(work).result()


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="seconds")
