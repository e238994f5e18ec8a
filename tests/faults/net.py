"""A hall and its kiosks in network namespaces, joined by wires that can be cut, made deaf, and made to lose.

Desks are in the network of this machine. Nothing of it reaches outside.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count

import pytest

from tests.helpers.network_lock import network_changes

_LONGEST_NOD = 100  # bytes of a packet that says no more than that another has arrived
_ATTEMPTS = count()
_SHARE = 8192  # networks of 16 addresses in 198.18.0.0/15, which is for tests alone (RFC 2544)


class Wire:
    """What connects one kiosk with the hall. Every fault lasts until `heal`."""

    def __init__(self, hall_space: str, kiosk_space: str, link: str) -> None:
        self._hall, self.space, self._link = hall_space, kiosk_space, link

    def cut(self) -> None:
        """Both ends see that the cable is out."""
        _ip("-n", self._hall, "link", "set", self._link, "down")

    def freeze(self) -> None:
        """Nothing arrives any more, and nobody is told."""
        self._rules("drop", "drop")

    def deafen_kiosk(self) -> None:
        """The hall hears and takes what the kiosk sends, and the kiosk hears no answer."""
        self._rules(f"meta length > {_LONGEST_NOD} drop", "accept")

    def deafen_hall(self) -> None:
        """Nothing that the kiosk says arrives."""
        self._rules("accept", "drop")

    def lose(self, percent: int) -> None:
        """Of a hundred packets so many are lost, each way."""
        lost = f"numgen random mod 100 < {percent} counter drop"
        self._rules(lost, lost)

    def lost(self) -> int:
        """How many packets since `lose`."""
        listed = _run(["ip", "netns", "exec", self.space, "nft", "list", "ruleset"])
        return sum(int(count) for count in re.findall(r"counter packets (\d+)", listed))

    def reset(self) -> None:
        """Every connection is broken off."""
        self._rules("accept", "meta l4proto tcp reject with tcp reset")

    def heal(self) -> None:
        _nft(self.space, "flush ruleset")
        _ip("-n", self._hall, "link", "set", self._link, "up")

    def _rules(self, coming: str, going: str) -> None:
        _nft(
            self.space,
            "flush ruleset\n"
            "table inet faults {\n"
            f" chain coming {{ type filter hook input priority 0; {coming}; }}\n"
            f" chain going {{ type filter hook output priority 0; {going}; }}\n"
            "}",
        )


class Net:
    """address: of the hall, for desks and kiosks alike. space: the hall's. wires: one for each kiosk."""

    def __init__(self, address: str, space: str, wires: Sequence[Wire]) -> None:
        self.address, self.space, self.wires = address, space, wires


@contextmanager
def network(kiosks: int = 1) -> Iterator[Net]:
    """A hall with so many kiosks, at most five, and nothing wrong. Forbidden here: skips, and says so."""
    if (why := _why_not()) is not None:
        pytest.skip(f"NO NETWORK NAMESPACES HERE, so nothing is known of real networks: {why}")
    with ExitStack() as stack:
        index = _free_index(stack)
        net, first = f"198.{18 + index // 4096}.{index // 16 % 256}", index % 16 * 16
        hall, address = f"mc{index}", f"{net}.{first + 1}"
        _ip("-n", hall, "link", "set", "lo", "up")
        _ip("-n", hall, "addr", "add", f"{address}/32", "dev", "lo")
        with network_changes():
            _wire(hall, f"mc{index}d", None, f"{net}.{first + 2}", f"{net}.{first + 3}", address)
        stack.callback(_unplug, f"mc{index}dx")  # at once: with its space it would go later
        wires = []
        for number in range(kiosks):
            space, link = f"mc{index}k{number}", f"mc{index}w{number}"
            _ip("netns", "add", space)
            stack.callback(_ip, "netns", "del", space)
            _ip("-n", space, "link", "set", "lo", "up")
            ours, theirs = (f"{net}.{first + 4 + 2 * number + end}" for end in range(2))
            _wire(hall, link, space, ours, theirs, address)
            wires.append(Wire(hall, space, link))
        yield Net(address, hall, wires)


def _free_index(stack: ExitStack) -> int:
    """Of a network that nobody else has, whose hall is there then."""
    for _ in range(_SHARE):
        index = (os.getpid() * 31 + next(_ATTEMPTS)) % _SHARE
        made = subprocess.run(["ip", "netns", "add", f"mc{index}"], capture_output=True)
        if made.returncode == 0:
            stack.callback(_ip, "netns", "del", f"mc{index}")
            return index
    raise RuntimeError("no network is free")


def _wire(hall: str, link: str, space: str | None, hall_end: str, other_end: str, address: str) -> None:
    """A pair of ends: one in the hall, the other in `space`, or in the network of this machine."""
    in_hall, beyond = ["-n", hall], [] if space is None else ["-n", space]
    other = f"{link}x"
    _ip(*beyond, "link", "add", other, "type", "veth", "peer", "name", link, "netns", hall)
    for where, device, own, peer in (
        (in_hall, link, hall_end, other_end),
        (beyond, other, other_end, hall_end),
    ):
        _ip(*where, "addr", "add", own, "peer", peer, "dev", device)
        _ip(*where, "link", "set", device, "up")
    _ip(*beyond, "route", "add", f"{address}/32", "via", hall_end)


def _unplug(device: str) -> None:
    with network_changes():
        _ip("link", "del", device)


@cache
def _why_not() -> str | None:
    if os.geteuid() != 0:
        return "only root may make them"
    for program in ("ip", "nft"):
        if shutil.which(program) is None:
            return f"there is no program `{program}`"
    trial = f"mc{os.getpid()}try"
    made = subprocess.run(["ip", "netns", "add", trial], capture_output=True, text=True)
    if made.returncode != 0:
        return made.stderr.strip()
    try:
        _nft(trial, "flush ruleset")
    except RuntimeError as error:
        return str(error)
    finally:
        _ip("netns", "del", trial)
    return None


def _ip(*arguments: str) -> None:
    _run(["ip", *arguments])


def _nft(space: str, rules: str) -> None:
    _run(["ip", "netns", "exec", space, "nft", "-f", "-"], rules)


def _run(command: Sequence[str], said: str = "") -> str:
    done = subprocess.run(command, input=said, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout
