"""The cards a hall's kiosks show while nobody stands at them."""

from dataclasses import fields

from sqlalchemy import Connection, delete, insert, select

from models.playlist import Card, CardIcon, CardKind, Playlist
from models.shipped_playlist import shipped_playlist
from models.store.hall_tables import playlist as playlist_table
from models.store.hall_tables import playlist_card as card_table
from models.wire import WIRE_VERSION

_CARD_COLUMNS = [card_table.c[field.name] for field in fields(Card)]


def playlist_of(connection: Connection, hall_id: str) -> Playlist:
    """What the hall has chosen; what comes with the program while it has chosen nothing."""
    chosen = connection.execute(
        select(playlist_table.c.shows_hall_status).where(playlist_table.c.hall_id == hall_id)
    ).one_or_none()
    if chosen is None:
        return shipped_playlist()
    rows = connection.execute(
        select(*_CARD_COLUMNS).where(card_table.c.hall_id == hall_id).order_by(card_table.c.position)
    )
    cards = tuple(
        Card(
            **row._asdict()
            | {"kind": CardKind(row.kind), "icon": None if row.icon is None else CardIcon(row.icon)}
        )
        for row in rows
    )
    return Playlist(version=WIRE_VERSION, cards=cards, shows_hall_status=chosen.shows_hall_status)


def save_playlist(connection: Connection, hall_id: str, playlist: Playlist) -> None:
    """From now on the hall's kiosks show these cards and no others."""
    for table in (card_table, playlist_table):
        connection.execute(delete(table).where(table.c.hall_id == hall_id))
    connection.execute(
        insert(playlist_table).values(hall_id=hall_id, shows_hall_status=playlist.shows_hall_status)
    )
    if playlist.cards:
        connection.execute(
            insert(card_table),
            [
                {"hall_id": hall_id, "position": position, **vars(card)}
                for position, card in enumerate(playlist.cards)
            ],
        )
