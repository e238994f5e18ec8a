"""`motcua server`: runs the hall's queue server."""

import argparse
from pathlib import Path

from motcua.cli import CommandError
from motcua.config import ServerConfig, load_config
from queue_server.serve import ServerError, serve
from queue_server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("server.toml"), help="the server's configuration")


def settings_of(config: ServerConfig) -> Settings:
    """The server's settings as its configuration file gives them."""
    return Settings(
        database_url=config.database,
        host=config.host,
        port=config.port,
        public_url=config.public_url,
        workers=config.workers,
        face_keys=config.face_keys,
    )


def run(options: argparse.Namespace) -> int:
    try:
        serve(settings_of(load_config(options.config, ServerConfig)))
    except ServerError as error:
        raise CommandError(str(error)) from error
    return 0
