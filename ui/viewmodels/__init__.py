"""What QML may read and say, one view model per screen: the kiosk's state and events, translated."""

from collections.abc import Callable

from kiosk.kiosk import Message

Tell = Callable[[Message], None]
"""Let a message change the visit, then let every screen see it."""
