"""What each printer can do, as `motcua printers probe` has found out and kept in a file."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from printers.conversation import Tier


@dataclass(frozen=True, kw_only=True)
class Abilities:
    """tier: how much it says of what it has printed. doubles: prints each dot of a band twice, both ways.

    name: what it calls itself, empty if it does not say.
    """

    tier: Tier
    doubles: bool = True
    name: str = ""


class AbilitiesError(Exception):
    """The file of what printers can do cannot be read or written; the message says why."""


def load_abilities(path: Path) -> dict[str, Abilities]:
    """By the printer's address; nothing where there is no file yet. Raises AbilitiesError."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        return {
            address: replace(Abilities(**values), tier=Tier(values["tier"]))
            for address, values in kept.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise AbilitiesError(f"{path} does not say what printers can do: {error}") from error


def keep_abilities(path: Path, address: str, abilities: Abilities) -> None:
    """Write down what the printer at `address` can do. Raises AbilitiesError."""
    kept = {**load_abilities(path), address: abilities}
    new = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps({one: asdict(of) for one, of in kept.items()}, indent=1) + "\n", "utf-8")
        new.replace(path)
    except OSError as error:
        raise AbilitiesError(f"{path} cannot be written: {error.strerror}") from error
