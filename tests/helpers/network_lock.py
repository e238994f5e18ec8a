"""Chromium breaks off every transfer when the machine's network changes; here it waits while one browses."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

_PLACE = Path(tempfile.gettempdir())


@contextmanager
def network_stays() -> Iterator[None]:
    """Nobody who asks with `network_changes` gets in; others who browse do."""
    with ExitStack() as inside:
        with _lock("door", fcntl.LOCK_SH):  # whoever waits to change the network lets nobody else in
            inside.enter_context(_lock("room", fcntl.LOCK_SH))
        yield


@contextmanager
def network_changes() -> Iterator[None]:
    """No test browses meanwhile, in any process of this machine."""
    with _lock("door", fcntl.LOCK_EX), _lock("room", fcntl.LOCK_EX):
        yield


@contextmanager
def _lock(name: str, kind: int) -> Iterator[IO[bytes]]:
    with (_PLACE / f"motcua-tests-network-{name}.lock").open("ab") as file:
        fcntl.flock(file, kind)
        yield file
