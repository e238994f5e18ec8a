"""The kiosk's side of its own log: what the hall has confirmed, and what is to be sent (again)."""

from dataclasses import dataclass, replace

from models.sync.epoch import FIRST, Heard, hear


class NotOurLog(Exception):
    """The hall holds entries of this kiosk that it never wrote itself: its log was lost or put back."""


class OldHall(Exception):
    """The answer is of a hall that has been replaced; nothing of it may be believed."""


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """last: the newest entry of the kiosk's log. acked: up to where the hall holds it. epoch: promised."""

    last: int
    acked: int = 0
    epoch: int = FIRST


def confirmed(outbox: Outbox, *, epoch: int, high: int) -> Outbox:
    """The kiosk once a hall of `epoch` has said that it holds everything up to `high`.

    Within an epoch what was confirmed stays so; the hall of a new one may hold less, and gets it again.
    Raises NotOurLog, OldHall.
    """
    heard = hear(outbox.epoch, epoch)
    if heard is Heard.OLDER:
        raise OldHall(f"epoch {epoch}, and {outbox.epoch} is promised")
    if high > outbox.last:
        raise NotOurLog(f"the hall holds {high} entries of this kiosk, which has written {outbox.last}")
    acked = high if heard is Heard.NEWER else max(outbox.acked, high)
    return replace(outbox, acked=acked, epoch=epoch)
