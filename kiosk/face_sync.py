"""Share the faces this kiosk knows with the other kiosks of its hall, one step at a time."""

import logging

from kiosk.face_changes import FaceChanges
from kiosk.hall_line import HallLine, MessageRefused, SyncError, decode_answer
from models.face_exchange import MOST_CHANGES_A_MESSAGE, FaceChange, FaceFeed, FacePush
from models.store.database import StoreError
from models.wire import WIRE_VERSION, encode

_PATH = "/api/kiosk/faces"

log = logging.getLogger(__name__)


class FaceSync:
    """Brings this kiosk and the hall to the same faces. All on one thread, the line's."""

    def __init__(self, line: HallLine, faces: FaceChanges) -> None:
        self._line = line
        self._faces = faces
        self._at_once = MOST_CHANGES_A_MESSAGE
        self._refused: set[FaceChange] = set()

    def exchange(self) -> bool:
        """Send one message and ask for one; whether there is more to do at once.

        Not more in one go: the kiosk's numbers go to the hall in between. A failure is logged, and there is a
        next time.
        """
        try:
            has_more = self._hand_over()
            return self._take_over() or has_more
        except (SyncError, StoreError, OSError) as error:
            log.warning("faces are not shared at the moment: %s", error)
            return False

    def _hand_over(self) -> bool:
        waiting = [change for change in self._faces.to_hand_over() if change not in self._refused]
        batch = waiting[: self._at_once]
        if not batch:
            # What the hall refused for a wrong clock, here or there, it may take another time.
            self._refused.clear()
            self._at_once = MOST_CHANGES_A_MESSAGE
            return False
        try:
            self._line.ask("POST", _PATH, encode(FacePush(version=WIRE_VERSION, changes=batch)))
        except MessageRefused as error:
            if len(batch) == 1:
                log.error("the hall does not take what is known of %s: %s", batch[0].person_id, error)
                self._refused.add(batch[0])
            self._at_once = 1  # one of them must not keep the others, an erasure least of all
            return len(waiting) > 1
        self._faces.handed_over(batch)
        return len(waiting) > len(batch)

    def _take_over(self) -> bool:
        after = self._faces.cursor()
        feed = decode_answer(FaceFeed, self._line.ask("GET", f"{_PATH}?after={after}"))
        if feed.last < after:
            log.warning("the hall holds an older record of faces, up to %d: taking over all of it", feed.last)
            self._faces.take_over((), 0)
        elif feed.last > after:
            self._faces.take_over(feed.changes, feed.last)
        return feed.last != after
