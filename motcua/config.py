"""What a technician writes in a configuration file, read with an error that names the field."""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from kiosk.faces.template import EngineName, OperatingPoint
from kiosk.staff_pin import HASH_PATTERN
from motcua.cli import CommandError

Config = TypeVar("Config")


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, kw_only=True)
class ServerConfig:
    """database: sqlite:///PATH or postgresql://…. public_url: how phones and kiosks reach this server.

    workers: processes that serve; more than one needs PostgreSQL. face_keys: the directory of the wrapped
    keys of faces; no backup of the database may hold it.
    """

    database: str = "sqlite:///var/hall.db"
    host: str = "127.0.0.1"
    port: int = 8600
    public_url: str | None = None
    workers: Annotated[int, Field(ge=1, le=32)] = 1
    face_keys: Path = Path("var/hall-face-keys")


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, kw_only=True)
class CityConfig:
    """database: postgresql://…, or sqlite:///PATH for a trial. public_url: how halls reach this server."""

    database: str = "sqlite:///var/city.db"
    host: str = "127.0.0.1"
    port: int = 8700
    public_url: str | None = None


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, kw_only=True)
class WindowConfig:
    """width, height: pixels of the portrait panel. panel_inches: its diagonal, for sizes in mm.

    panel_bottom_mm: how high above the floor it begins, for what must be in reach from a wheelchair.
    reduced_motion: screens change without moving.
    dim_after_min: how long nobody touches the screen before it is dimmed.
    """

    width: int = 1080
    height: int = 1920
    fullscreen: bool = True
    panel_inches: Annotated[float, Field(ge=7, le=100)] = 21.5
    panel_bottom_mm: Annotated[float, Field(ge=0, le=1200)] = 900.0
    reduced_motion: bool = False
    dim_after_min: Annotated[float, Field(gt=0, le=1440)] = 10.0


Threshold = Annotated[float, Field(gt=0, lt=1)]


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, kw_only=True)
class FaceThresholds:
    """What this hall measured (`motcua faces calibrate`), in place of the engine's own."""

    verify: Threshold | None = None
    identify: Threshold | None = None
    margin: Threshold | None = None


def point_with(point: OperatingPoint, thresholds: FaceThresholds) -> OperatingPoint:
    """The engine's operating point with what the hall measured. Raises CommandError if they do not fit."""
    measured = {name: value for name, value in vars(thresholds).items() if value is not None}
    chosen = replace(point, **measured)
    # Pairs of different people thin out tenfold every .1 of a cosine (ADR-0001): as many more are mistaken.
    rate = min(1.0, point.false_match_rate * 10 ** ((point.identify - chosen.identify) / 0.1))
    chosen = replace(chosen, false_match_rate=rate)
    if min(chosen.verify, chosen.identify) < point.same_visit:
        raise CommandError(
            f"face_thresholds: below {point.same_visit:g} most strangers would be taken for one another"
        )
    if chosen.identify < chosen.verify:
        raise CommandError(
            f"face_thresholds: identify ({chosen.identify:g}) is below verify ({chosen.verify:g}); "
            "to name somebody among many takes no less than to know one person"
        )
    return chosen


@with_config(ConfigDict(extra="forbid"))
@dataclass(frozen=True, kw_only=True)
class KioskConfig:
    """camera: device:N, a film's path, or none. printer: its address, as `motcua printers` lists them, or
    file:DIRECTORY for pictures. printer_abilities: where `motcua printers probe` keeps what it can do.
    roll_m: how long a new roll is, in metres; what comes out is counted. slip_form: of the tickets.
    slip_templates: the directory of the slips' templates that this hall has changed (docs/operate.md).

    card_reader: serial:DEVICE is a scanner, a file's path stands in for one; or none.

    key: file with who this kiosk is and its key, which `motcua kiosk enrol` writes. ca_file: the certificate
    authority of the hall.
    enrol_faces: whether citizens are asked if they want to be recognised next time. face_secret: file with
    the hall's face secret, the same on all its kiosks; made on first use, readable by its owner only.
    face_keys: directory for the keys of face records, which no backup should hold.
    face_engine: what finds and compares faces; face_models: the directory of the files it wants of the hall
    itself, if it wants any (assets/MODEL_CARD.md).
    face_thresholds: from which scores faces count as one person's, where not the engine's own.
    liveness: when somebody is asked to turn the head before the camera, so that no photograph is taken for
    them; "sometimes" is when there is a reason, and one time in ten (docs/operate.md).
    staff_pin_hash: what `motcua kiosk set-pin` printed; without it there is no staff panel.
    dossiers, opinions: who is asked about dossiers and who takes opinions; the stand-in is for training.
    """

    server_url: str
    key: Path = Path("var/kiosk.key")
    database: str = "sqlite:///var/kiosk.db"
    camera: str = "device:0"
    card_reader: str = "none"
    printer: str = "file:var/paper"
    printer_abilities: Path = Path("var/printers.json")
    paper: Literal["80mm", "58mm"] = "80mm"
    roll_m: Annotated[float, Field(gt=0, le=1000)] = 80.0
    slip_form: Literal["short", "long"] = "short"
    slip_templates: Path | None = None
    face_secret: Path = Path("var/face.secret")
    face_keys: Path = Path("var/face-keys")
    face_engine: EngineName = EngineName.BLAZE_MFN
    face_models: Path | None = None
    enrol_faces: bool = False
    liveness: Literal["never", "sometimes", "always"] = "sometimes"
    ca_file: str | None = None
    staff_pin_hash: Annotated[str, Field(pattern=HASH_PATTERN)] | None = None
    dossiers: Literal["none", "stand-in"] = "none"
    opinions: Literal["none", "stand-in"] = "none"
    face_thresholds: FaceThresholds = field(default_factory=FaceThresholds)
    window: WindowConfig = field(default_factory=WindowConfig)


def load_private_config(path: Path, shape: type[Config]) -> Config:
    """As `load_config`, for a file that holds a secret: nobody but its owner may read it."""
    if path.exists() and path.stat().st_mode & 0o077:
        raise CommandError(f"{path} holds a secret and other users can read it; run: chmod 600 {path}")
    return load_config(path, shape)


def load_config(path: Path, shape: type[Config]) -> Config:
    """The configuration in the TOML file at `path`. Raises CommandError that says what to mend, and where."""
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CommandError(f"there is no configuration at {path}; deploy/ holds one to start from") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise CommandError(f"{path} is not valid TOML: {error}") from error
    adapter: TypeAdapter[Config] = TypeAdapter(shape)
    try:
        return adapter.validate_python(values)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}" for fault in error.errors()
        )
        raise CommandError(f"{path}: {faults}") from error
