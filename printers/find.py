"""Which printers this machine could speak to: on its ports, behind its spooler, on its network."""

import ipaddress
import socket
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from printers.escpos_library import load

RAW_PORT = 9100
MOST_HOSTS = 1024
_CONNECT_S = 0.5
_ASK_S = 5.0
_AT_ONCE = 64
_PRINTER_CLASS = 7


@dataclass(frozen=True, kw_only=True)
class Found:
    """address: as in the configuration. name: what it is called, empty where nobody says."""

    address: str
    name: str = ""


def printers_here(devices: Path = Path("/dev/usb")) -> Sequence[Found]:
    """What hangs on this machine. A serial port may be anything: `motcua printers probe` tells."""
    return [*_on_usb(), *_files(devices), *_serial(), *_queues()]


def printers_on(network: str, port: int = RAW_PORT) -> Sequence[Found]:
    """Who listens as network printers do, in `network` (192.0.2.0/24). Raises ValueError for none such."""
    hosts = list(ipaddress.ip_network(network, strict=False).hosts())
    if len(hosts) > MOST_HOSTS:
        raise ValueError(f"{network} has {len(hosts)} addresses; at most {MOST_HOSTS} are tried")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        listens = pool.map(lambda host: _listens(str(host), port), hosts)
        return [
            Found(address=f"escpos:{host}:{port}")
            for host, is_so in zip(hosts, listens, strict=True)
            if is_so
        ]


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), _CONNECT_S).close()
    except OSError:
        return False
    return True


def _on_usb() -> Sequence[Found]:
    found = []
    for device in load().usb_devices():
        try:
            classes = {interface.bInterfaceClass for configuration in device for interface in configuration}
        except OSError:
            continue
        if _PRINTER_CLASS in classes:
            found.append(
                Found(address=f"usb:{device.idVendor:04x}:{device.idProduct:04x}", name=_name(device))
            )
    return found


def _name(device: object) -> str:
    try:
        parts = (getattr(device, "manufacturer", None), getattr(device, "product", None))
    except (OSError, ValueError):  # who is not root may not ask
        return ""
    return " ".join(part for part in parts if part)


def _files(folder: Path) -> Sequence[Found]:
    return [Found(address=f"device:{path}") for path in sorted(folder.glob("lp*"))]


def _serial() -> Sequence[Found]:
    return [
        Found(address=f"serial:{port.device}:115200", name=port.description)
        for port in load().serial_ports()
        if port.description != "n/a"
    ]


def _queues() -> Sequence[Found]:
    try:
        asked = subprocess.run(
            ["lpstat", "-e"],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=_ASK_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []  # no spooler here
    return [Found(address=f"cups:{queue}") for queue in asked.stdout.split()]
