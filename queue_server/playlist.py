"""Change what the kiosks show while nobody stands at them: add, change, switch, move and remove cards."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models.playlist import MOST_CARDS, Card, Playlist, check_card, plain
from models.store.database import Connection
from models.store.hall_playlist import playlist_of, save_playlist
from models.ticket import EventKind
from models.wire import encode
from queue_server.order import Body, Order, once, tell_of_hall
from queue_server.refusal import Refusal, Refused

_ID_LETTERS = 16

Deed = Callable[[Playlist], Playlist]


@dataclass(frozen=True, kw_only=True)
class PlaylistAnswer:
    """That it was done, when, and to which card; "" is to all of them."""

    at_ms: int
    card_id: str


def tag_of(shape: Playlist | Card) -> str:
    """What tells it from any other edition: SHA-256 of its JSON, in hex."""
    return hashlib.sha256(encode(shape)).hexdigest()


def add_card(connection: Connection, order: Order, card: Card, now_ms: int) -> PlaylistAnswer:
    """Show `card` after all others. Its id is made here, of the key: sent twice, it is one card."""
    named = hashlib.sha256(f"{order.actor} {order.key}".encode()).hexdigest()[:_ID_LETTERS]
    added = _checked(replace(card, id=named))

    def deed(before: Playlist) -> Playlist:
        if len(before.cards) >= MOST_CARDS:
            raise Refused(Refusal.TOO_MANY_CARDS, most=MOST_CARDS)
        return replace(before, cards=(*before.cards, added))

    return _change(connection, order, "added", encode(added), deed, now_ms, named)


def change_card(
    connection: Connection, order: Order, card: Card, now_ms: int, seen: str | None = None
) -> PlaylistAnswer:
    """Put `card` where the one of its id is, and leave it on or off. Raises Refused.

    seen: `tag_of` the card the manager had before the eyes; refused when it is another one by now.
    """
    wanted = _checked(card)

    def deed(before: Playlist) -> Playlist:
        there = _card(before, card.id)
        if seen is not None and seen != tag_of(there):
            raise Refused(Refusal.STALE_PLAYLIST)
        return _put(before, replace(wanted, on=there.on))

    return _change(connection, order, "changed", encode(wanted), deed, now_ms, card.id)


def switch_card(connection: Connection, order: Order, card_id: str, on: bool, now_ms: int) -> PlaylistAnswer:
    """Show a card, or keep it for later."""

    def deed(before: Playlist) -> Playlist:
        return _put(before, replace(_card(before, card_id), on=on))

    return _change(connection, order, "switched", on, deed, now_ms, card_id)


def remove_card(connection: Connection, order: Order, card_id: str, now_ms: int) -> PlaylistAnswer:
    """Forget a card; the log keeps what it said."""

    def deed(before: Playlist) -> Playlist:
        gone = _card(before, card_id)
        return replace(before, cards=tuple(one for one in before.cards if one is not gone))

    return _change(connection, order, "removed", "", deed, now_ms, card_id)


def arrange_cards(
    connection: Connection, order: Order, card_ids: Sequence[str], now_ms: int
) -> PlaylistAnswer:
    """Show the cards in this order, which names each of them once."""

    def deed(before: Playlist) -> Playlist:
        if sorted(card_ids) != sorted(one.id for one in before.cards):
            raise Refused(Refusal.STALE_PLAYLIST)
        return replace(before, cards=tuple(_card(before, card_id) for card_id in card_ids))

    return _change(connection, order, "arranged", list(card_ids), deed, now_ms)


def show_hall_status(connection: Connection, order: Order, shown: bool, now_ms: int) -> PlaylistAnswer:
    """Whether each round of the cards also shows how the hall stands."""

    def deed(before: Playlist) -> Playlist:
        return replace(before, shows_hall_status=shown)

    return _change(connection, order, "hall_status", shown, deed, now_ms)


def _change(
    connection: Connection,
    order: Order,
    done: str,
    asked: object,
    deed: Deed,
    now_ms: int,
    card_id: str = "",
) -> PlaylistAnswer:
    def work() -> PlaylistAnswer:
        before = playlist_of(connection, order.hall.id)
        after = deed(before)
        save_playlist(connection, order.hall.id, after)
        card = after.find(card_id) or before.find(card_id)
        body: Body = {
            "done": done,
            "card": None if card is None else encode(card).decode(),
            "card_ids": " ".join(one.id for one in after.cards),
            "shows_hall_status": after.shows_hall_status,
        }
        tell_of_hall(connection, order, EventKind.PLAYLIST_CHANGED, now_ms, body)
        return PlaylistAnswer(at_ms=now_ms, card_id=card_id)

    return once(connection, order, f"playlist {done} {card_id} {asked!r}", PlaylistAnswer, work, now_ms)


def _checked(card: Card) -> Card:
    """`card` as it is kept. Raises Refused with all that is wrong with it."""
    texts = {name: plain(getattr(card, name)) for name in ("title_vi", "text_vi", "title_en", "text_en")}
    kept = replace(card, **texts)  # type: ignore[arg-type]  # of texts only
    if problems := check_card(kept):
        raise Refused(Refusal.BAD_CARD, why=", ".join(f"{one.field} {one.fault}" for one in problems))
    return kept


def _card(playlist: Playlist, card_id: str) -> Card:
    card = playlist.find(card_id)
    if card is None:
        raise Refused(Refusal.NO_SUCH_CARD)
    return card


def _put(playlist: Playlist, card: Card) -> Playlist:
    return replace(playlist, cards=tuple(card if one.id == card.id else one for one in playlist.cards))
