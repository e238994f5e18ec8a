"""Keep what the screen shows while nobody is there: as the hall last said it, with or without a network."""

import logging
from collections.abc import Callable
from functools import partial

from models.playlist import Playlist
from models.store import kiosk_playlist
from models.store.database import Database
from models.store.kiosk_playlist import StoredPlaylist
from models.wire import WireError, decode

ASK_EVERY_S = 180.0  # the hall's page tells the manager so

log = logging.getLogger(__name__)


class PlaylistKeeper:
    """The newest playlist the hall has told, also after a restart. on_playlist: hears of each new one.

    tag: the hall's name for the edition that is kept, "" while none is.
    """

    def __init__(self, database: Database, on_playlist: Callable[[Playlist], None]) -> None:
        self._database = database
        self._on_playlist = on_playlist
        self._asked_s: float | None = None
        self.tag = ""

    def show_stored(self) -> None:
        """Begin with what the hall last said, if anything."""
        stored = self._database.read(kiosk_playlist.load_playlist).result()
        if stored is None:
            return
        try:
            self._on_playlist(decode(Playlist, stored.payload))
        except WireError as error:
            log.warning("the stored playlist cannot be read, waiting for the hall: %s", error)
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
        playlist = decode(Playlist, payload)
        stored = StoredPlaylist(payload=payload.decode(), tag=tag)
        self._database.write(partial(kiosk_playlist.save_playlist, stored=stored)).result()
        self.tag = tag
        self._on_playlist(playlist)
