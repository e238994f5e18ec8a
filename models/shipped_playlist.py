"""The cards that come with the program: what a hall shows until it has chosen its own."""

from functools import cache
from importlib import resources

from models.playlist import Playlist
from models.wire import decode


@cache
def shipped_playlist() -> Playlist:
    """The playlist in `models/data/playlist.json`."""
    text = resources.files("models").joinpath("data", "playlist.json").read_text(encoding="utf-8")
    return decode(Playlist, text)
