"""`python -m tests.conformance -- COMMAND…`: judge a kiosk by docs/protocol.md."""

import argparse
import sys
import time
from pathlib import Path

from tests.conformance.rule import verdict
from tests.conformance.rules import RULES

PATIENCE_S = 30.0
SMALL_KIOSK = (sys.executable, str(Path(__file__).with_name("small_kiosk.py")))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument(
        "--list", action="store_true", help="tell the rules, each as docs/protocol.md says it"
    )
    parser.add_argument(
        "--rule", action="append", metavar="ID", choices=[one.id for one in RULES], help="that one"
    )
    parser.add_argument(
        "--control", action="store_true", help="judge the small kiosk that comes with the suite"
    )
    parser.add_argument(
        "--patience", type=float, default=PATIENCE_S, metavar="S", help="how long to wait for things"
    )
    parser.add_argument(
        "command", nargs="*", metavar="COMMAND", help="starts the kiosk, or a driver around it"
    )
    options = parser.parse_args()
    rules = [one for one in RULES if not options.rule or one.id in options.rule]
    if options.list:
        print("\n".join(f"{one.id}: {one.says}" for one in rules))
        return 0
    command = SMALL_KIOSK if options.control else options.command
    if not command:
        parser.error("what starts the kiosk? Give it after --")
    broken = 0
    for rule in rules:
        begun_s = time.monotonic()
        said = verdict(rule, command, patience_s=options.patience)
        broken += said is not None
        how = "kept" if said is None else "BROKEN"
        print(f"{how:6} {rule.id} ({time.monotonic() - begun_s:.1f} s)", flush=True)
        if said is not None:
            print(f"       {rule.says}\n       {said}", flush=True)
    print(f"{len(rules) - broken} of {len(rules)} rules are kept")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
