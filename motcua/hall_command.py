"""`motcua hall`: create the hall from its plan, let staff log in, enrol kiosks."""

import argparse
import getpass
import sys
import time
from functools import partial
from pathlib import Path

from models.event_log import first_break
from models.store.database import Database, StoreError, open_database
from models.store.hall_log import ClockWentBack, HallStopped, read_all
from models.store.hall_webhooks import remove_webhook, webhooks_of
from motcua.cli import CommandError
from motcua.config import ServerConfig, load_config
from motcua.hall_backup import BACKUP_DEEDS, add_backup_arguments, run_backup
from motcua.hall_city import CITY_DEEDS, add_city_arguments, run_city
from motcua.hall_kiosks import KIOSK_DEEDS, add_kiosk_arguments, run_kiosks
from queue_server.enrol import offer_code, revoke_kiosk
from queue_server.one_time_code import CODE_LASTS_MS
from queue_server.setup import (
    ROLES,
    SetupError,
    accept_clock,
    add_staff,
    create_hall,
    read_plan,
    the_hall,
)
from queue_server.subscribe import KINDS, WebhookError, subscribe


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
    staff.add_argument("--services", nargs="+", help="what this person can do; everything if not said")
    deeds.add_parser("verify", help="check that the hall's log is what was written, entry by entry")
    deeds.add_parser("accept-clock", help="go on after the server's clock was set back to the right time")
    tell = deeds.add_parser("add-webhook", help="tell a program of calls; prints the secret, once")
    tell.add_argument("--url", required=True)
    tell.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    deeds.add_parser("webhooks", help="who is told of calls, and how that goes")
    silence = deeds.add_parser("remove-webhook", help="tell a program no more")
    silence.add_argument("--id", required=True)
    enrol = deeds.add_parser(
        "enrol-kiosk", help="print a code, good once and for a day, to enrol a kiosk with"
    )
    enrol.add_argument("--id", required=True, help="letters and digits, such as K1")
    revoke = deeds.add_parser("revoke-kiosk", help="take a kiosk out of the hall: its key opens nothing")
    revoke.add_argument("--id", required=True)
    add_backup_arguments(deeds)
    add_kiosk_arguments(deeds)
    add_city_arguments(deeds)


def run(options: argparse.Namespace) -> int:
    config = load_config(options.config, ServerConfig)
    try:
        if options.deed in BACKUP_DEEDS:
            return run_backup(options, config)
        if options.deed in KIOSK_DEEDS:
            run_kiosks(options, config)
            return 0
        database = open_database(config.database, "hall")
        try:
            if options.deed in CITY_DEEDS:
                run_city(options, database)
            else:
                _do(options, database)
        finally:
            database.close()
    except (StoreError, SetupError, WebhookError) as error:
        raise CommandError(str(error)) from error
    except HallStopped as error:
        raise CommandError(f"not now: {error}; see `motcua hall recovery`") from error
    except ClockWentBack as error:
        raise CommandError(f"the clock is {error}; if it is right now: motcua hall accept-clock") from error
    return 0


def _verify(database: Database) -> None:
    hall = database.read(the_hall).result()
    entries = database.read(lambda connection: list(read_all(connection, hall.id))).result()
    broken_at = first_break(entries)
    if broken_at is not None:
        raise CommandError(f"the log of {hall.name} was altered: entry {broken_at} is not what was written")
    print(f"{hall.name}: {len(entries)} entries, all as they were written")


def _offer(database: Database, kiosk: str) -> None:
    offer = offer_code(database, kiosk, _now_ms())
    print(offer.code)
    hours = CODE_LASTS_MS // 3_600_000
    print(f"Good once, for {hours} hours: type it in at the kiosk, `motcua kiosk enrol`.", file=sys.stderr)
    if offer.replaces:
        print(
            f"There is a kiosk {kiosk} already. It is replaced the moment the code is used, and not before: "
            "its key opens nothing from then on, and what it has not sent by then is lost.",
            file=sys.stderr,
        )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


def _do(options: argparse.Namespace, database: Database) -> None:
    match options.deed:
        case "create":
            create_hall(database, read_plan(options.plan))
        case "add-staff":
            password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
            add_staff(
                database,
                login=options.login,
                name=options.name,
                role=options.role,
                password=password,
                service_ids=options.services,
            )
        case "verify":
            _verify(database)
        case "enrol-kiosk":
            _offer(database, options.id)
        case "revoke-kiosk":
            revoke_kiosk(database, options.id, _now_ms())
        case "accept-clock":
            behind_s = accept_clock(database, _now_ms())
            print(f"the clock is {behind_s} s behind the log; going on from now")
        case _:
            _webhooks(options, database)


def _webhooks(options: argparse.Namespace, database: Database) -> None:
    hall = database.read(the_hall).result()
    match options.deed:
        case "add-webhook":
            subscribing = partial(subscribe, hall=hall, url=options.url, kinds=options.kinds)
            webhook = database.write(subscribing).result()
            print(webhook.id, webhook.secret)
        case "webhooks":
            for webhook in database.read(partial(webhooks_of, hall_id=hall.id)).result():
                state = f"{webhook.failures} failures: {webhook.last_error}" if webhook.failures else "well"
                print(webhook.id, webhook.url, f"told up to {webhook.sent_seq}", state)
        case "remove-webhook":
            removing = partial(remove_webhook, hall_id=hall.id, webhook_id=options.id)
            if not database.write(removing).result():
                raise CommandError(f"there is no webhook {options.id!r}; `motcua hall webhooks` lists them")
