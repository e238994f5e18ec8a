"""`motcua printer`: a stand-in printer on a socket; what it prints appears as pictures in a directory.

At a terminal it can be treated as people treat printers, by a word and Enter: for training.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from motcua.cli import CommandError
from printers.virtual.device import NEW_ROLL_MM, Device, Model
from printers.virtual.printer import VirtualPrinter, VirtualPrinterError

Deed = Callable[[Device], None]


def _mute(is_mute: bool) -> Deed:
    return lambda device: setattr(device, "mute", is_mute)


DEEDS: dict[str, tuple[Deed, str]] = {
    "out": (Device.end_paper, "the paper ends"),
    "roll": (lambda device: device.load(NEW_ROLL_MM), "a new roll"),
    "open": (Device.open_cover, "the cover is open"),
    "close": (Device.close_cover, "the cover is closed"),
    "jam": (Device.jam_knife, "the next cut jams"),
    "free": (Device.free_knife, "the knife is free"),
    "mute": (_mute(True), "it says nothing more"),
    "speak": (_mute(False), "it answers again"),
    "power": (Device.switch_off_and_on, "it was switched off and on"),
}
MODELS = {
    "acknowledges": Model(),
    "answers": Model(acknowledges=False),
    "silent": Model(acknowledges=False, clears=False, speaks=False),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9100, help="0: any free one; it is printed")
    parser.add_argument("--out", type=Path, default=Path("var/paper"), help="where the pictures go")
    parser.add_argument("--roll-mm", type=float, default=NEW_ROLL_MM, help="how much paper is in it")
    parser.add_argument(
        "--says", choices=MODELS, default="acknowledges", help="how much it tells of its work"
    )


def run(options: argparse.Namespace) -> int:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    device = Device(model=MODELS[options.says], roll_mm=options.roll_mm)
    try:
        printer = VirtualPrinter(options.out, options.host, options.port, device=device)
    except VirtualPrinterError as error:
        raise CommandError(str(error)) from error
    with printer:
        print(f"The stand-in printer is listening on {options.host}:{printer.port}", flush=True)
        if sys.stdin.isatty():
            print(f"What happens to it: {', '.join(DEEDS)}", flush=True)
            threading.Thread(target=obey, args=(printer, sys.stdin), daemon=True).start()
        stopping.wait()
    return 0


def obey(printer: VirtualPrinter, words: Iterable[str]) -> None:
    """Do to the printer what the words say, one a line."""
    for line in words:
        word = line.strip()
        if word not in DEEDS:
            print(f"one of: {', '.join(DEEDS)}", flush=True)
            continue
        deed, said = DEEDS[word]
        with printer.at_hand() as device:
            deed(device)
        print(said, flush=True)
