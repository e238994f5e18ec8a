"""Keep what the hall tells by editions, as it last told it, with or without a network."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Generic, TypeVar

from models.store import kiosk_told
from models.store.database import Database
from models.store.kiosk_told import StoredEdition, Topic
from models.wire import WireError, decode

ASK_EVERY_S = 180.0  # the hall's page tells the manager so

Shape = TypeVar("Shape")

log = logging.getLogger(__name__)


class Told(Generic[Shape]):
    """The newest edition of one topic, also after a restart. on_told: hears of each new one.

    tag: the hall's name for the edition that is kept, "" while none is.
    """

    def __init__(
        self, database: Database, topic: Topic, shape: type[Shape], on_told: Callable[[Shape], None]
    ) -> None:
        self._database = database
        self.topic = topic
        self._shape = shape
        self._on_told = on_told
        self._asked_s: float | None = None
        self.tag = ""

    def use_stored(self) -> None:
        """Begin with what the hall last said, if anything."""
        stored = self._database.read(partial(kiosk_told.load_edition, topic=self.topic)).result()
        if stored is None:
            return
        try:
            self._on_told(decode(self._shape, stored.payload))
        except WireError as error:
            log.warning("the stored %s cannot be read, waiting for the hall: %s", self.topic, error)
        else:
            self.tag = stored.tag

    def is_due(self, now_s: float) -> bool:
        """Whether to ask the hall now; then it counts as asked. now_s: of a clock that only goes on."""
        if self._asked_s is not None and now_s - self._asked_s < ASK_EVERY_S:
            return False
        self._asked_s = now_s
        return True

    def keep(self, payload: bytes, tag: str) -> None:
        """The hall has told another edition. Raises WireError, StoreError; then the one before stays."""
        told = decode(self._shape, payload)
        stored = StoredEdition(payload=payload.decode(), tag=tag)
        self._database.write(partial(kiosk_told.save_edition, topic=self.topic, stored=stored)).result()
        self.tag = tag
        self._on_told(told)
