"""What every page needs: the hall, its database, and a way to tell the watchers that something changed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

from models.hall import Hall
from models.service_day import service_day
from models.store.database import Connection, Database, Work, timed
from models.store.hall_view import hall_view
from models.store.key_files import KeyFiles
from models.wire import HallView
from queue_server.events import Hub, Sight
from queue_server.foresight import Foresight
from queue_server.recover import awaited_peers
from queue_server.settings import Settings

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True)
class Context:
    """epoch: of the hall; another one begins only while no server runs. now_ms: the clock, milliseconds since
    1970-01-01 UTC."""

    database: Database
    hall: Hall
    settings: Settings
    hub: Hub
    foresight: Foresight
    epoch: int
    now_ms: Callable[[], int]

    @cached_property
    def face_keys(self) -> KeyFiles:
        """The keys of the faces the hall holds. Not opened before there is a face: most halls keep none."""
        return KeyFiles(self.settings.face_keys)

    async def read(self, work: Work[Result]) -> Result:
        """What `work` reads."""
        return await asyncio.wrap_future(self.database.read(work))

    async def write(self, work: Work[Result]) -> Result:
        """What `work` answers, once it is durable. Nothing of it is seen on the displays."""
        return await asyncio.wrap_future(self.database.write(work))

    async def change(self, work: Work[Result]) -> Result:
        """The same for work that changes how the hall stands: the watchers hear of it."""
        result = await self.write(work)
        self.hub.touch()
        return result

    async def view(self) -> HallView:
        """The hall as everybody in it may see it, now."""
        return (await self.look()).view

    async def look(self) -> Sight:
        """The same, and how long it took to see."""
        today, now_ms = self.today(), self.now_ms()

        def look(connection: Connection) -> HallView:
            view = hall_view(connection, self.hall.id, today, now_ms)
            return replace(view, epoch=self.epoch, awaited=awaited_peers(connection, self.hall))

        view, took_s = await self.read(timed(look))
        return Sight(view=replace(view, waits=self.foresight.waits), took_s=took_s)

    def today(self) -> date:
        """The service day at this moment."""
        return service_day(self.now_ms(), self.hall.timezone)
