"""`motcua kiosk enrol`: make this machine a kiosk of its hall."""

import sys
from collections.abc import Callable

from kiosk.enrol import EnrolError, check_log, enrol
from kiosk.identity import IdentityError
from models.store.database import StoreError
from motcua.cli import CommandError
from motcua.config import KioskConfig


def enrol_here(config: KioskConfig, abandon: int | None, *, ask: Callable[[str], str]) -> int:
    """Ask for the code and enrol. abandon: of how many tickets it is known that nobody will send them."""
    try:
        unsent = check_log(config.database, abandon)
        code = ask("Code: ")
        enrolled = enrol(
            server_url=config.server_url,
            ca_file=config.ca_file,
            key_file=config.key,
            database_url=config.database,
            code=code,
        )
    except (EnrolError, IdentityError, StoreError) as error:
        raise CommandError(str(error)) from error
    if unsent:
        print(f"given up, on paper only: {', '.join(unsent)}", file=sys.stderr)
    print(
        f"This is kiosk {enrolled.issuer_id}, enrolment {enrolled.incarnation}, series {enrolled.series}. "
        f"Its key is in {config.key}. Restart the kiosk."
    )
    return 0
