"""What the hall last said its kiosks show while nobody is there, for when the hall cannot be asked."""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from models.store.kiosk_tables import playlist as playlist_table


@dataclass(frozen=True, kw_only=True)
class StoredPlaylist:
    """payload: `models.playlist.Playlist` as JSON. tag: the hall's name for just this edition."""

    payload: str
    tag: str


def save_playlist(connection: Connection, stored: StoredPlaylist) -> None:
    """Keep this edition and no other."""
    if not connection.execute(update(playlist_table).values(vars(stored))).rowcount:
        connection.execute(insert(playlist_table).values(id=1, **vars(stored)))


def load_playlist(connection: Connection) -> StoredPlaylist | None:
    """What is kept, None on a kiosk whose hall has said nothing yet."""
    row = connection.execute(select(playlist_table.c.payload, playlist_table.c.tag)).one_or_none()
    return None if row is None else StoredPlaylist(**row._asdict())
