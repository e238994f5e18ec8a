"""`motcua hall`: create the hall from its plan, let staff log in, enrol kiosks."""

import argparse
import getpass
import sys
from pathlib import Path

from models.store.database import Database, StoreError, open_database
from motcua.cli import CommandError
from motcua.config import ServerConfig, load_config
from queue_server.setup import ROLES, SetupError, add_staff, create_hall, enrol_kiosk, read_plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("server.toml"), help="the server's configuration")
    deeds = parser.add_subparsers(dest="deed", required=True)
    create = deeds.add_parser("create", help="create the hall in an empty database")
    create.add_argument(
        "--plan", type=Path, required=True, help="its services, counters and procedures, JSON"
    )
    staff = deeds.add_parser("add-staff", help="let somebody log in; asks for the password")
    staff.add_argument("--login", required=True)
    staff.add_argument("--name", required=True)
    staff.add_argument("--role", choices=ROLES, default="staff")
    enrol = deeds.add_parser("enrol-kiosk", help="let a kiosk issue numbers; prints its token, once")
    enrol.add_argument("--id", required=True, help="letters and digits, such as K1")


def run(options: argparse.Namespace) -> int:
    config = load_config(options.config, ServerConfig)
    try:
        database = open_database(config.database, "hall")
        try:
            _do(options, database)
        finally:
            database.close()
    except (StoreError, SetupError) as error:
        raise CommandError(str(error)) from error
    return 0


def _do(options: argparse.Namespace, database: Database) -> None:
    match options.deed:
        case "create":
            create_hall(database, read_plan(options.plan))
        case "add-staff":
            password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
            add_staff(database, login=options.login, name=options.name, role=options.role, password=password)
        case "enrol-kiosk":
            print(enrol_kiosk(database, options.id))
