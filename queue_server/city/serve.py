"""Run the city's server until it is told to stop."""

import logging
from collections.abc import Callable
from contextlib import closing

from models.store.database import StoreError, open_database
from queue_server.city.app import create_city_app
from queue_server.serve import EVERYWHERE, ServerError, allow_many_connections, bind, run_app
from queue_server.settings import Settings

log = logging.getLogger(__name__)


def log_city_url(url: str) -> None:
    """Tell the operator where the server is."""
    log.info("The city hears its halls at %s", url)


def serve_city(settings: Settings, ready: Callable[[str], None] = log_city_url) -> None:
    """Serve the city in the database until SIGTERM or Ctrl+C. Raises ServerError.

    ready: called once with the address, when the server accepts connections.
    """
    if settings.public_url is None and settings.host in EVERYWHERE:
        raise ServerError("public_url is missing: halls are told it, and it cannot be guessed here")
    allow_many_connections()
    try:
        database = open_database(settings.database_url, "city")
    except StoreError as error:
        raise ServerError(str(error)) from error
    with closing(database), bind(settings.host, settings.port) as listener:
        base_url = settings.public_url or f"http://{settings.host}:{listener.getsockname()[1]}"
        app = create_city_app(database, base_url=base_url.rstrip("/"))
        run_app(app, listener, lambda: ready(base_url), on_stop=lambda: None)
