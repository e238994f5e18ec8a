"""A printer is asked what it can do, and nothing comes out of it."""

from pathlib import Path

import pytest

from models.print_job import Reason
from printers.abilities import Abilities, AbilitiesError, keep_abilities, load_abilities
from printers.conversation import Tier
from printers.port import PrinterStatus
from printers.probe import probe, status_of
from printers.virtual.device import Device, Model
from printers.virtual.line import SimulatedLine

MODELS = {
    Tier.ACKNOWLEDGES: Model(),
    Tier.ANSWERS: Model(acknowledges=False),
    Tier.SILENT: Model(acknowledges=False, clears=False, speaks=False),
}


@pytest.mark.parametrize("tier", list(Tier))
def test_how_much_a_printer_says_is_found_out_without_paper(tier: Tier) -> None:
    line = SimulatedLine(device=Device(model=MODELS[tier]))
    found = probe(line, line.clock_s)
    assert found is not None
    assert found.tier is tier
    line.device.tear_off()
    assert line.device.pieces == []


def test_a_printer_that_tells_its_name_is_called_by_it() -> None:
    line = SimulatedLine(device=Device())
    found = probe(line, line.clock_s)
    assert found is not None
    assert found.name == "MOT CUA STAND-IN"


@pytest.mark.parametrize("device", [Device(roll_mm=0), Device(cover_open=True)], ids=["empty", "open"])
def test_a_printer_that_cannot_print_is_not_judged(device: Device) -> None:
    line = SimulatedLine(device=device)
    assert probe(line, line.clock_s) is None


def test_a_silent_printer_is_taken_for_ready_and_any_other_is_asked() -> None:
    line = SimulatedLine(device=Device(roll_mm=0))
    assert status_of(line, Tier.SILENT, line.clock_s) == PrinterStatus(trouble=None, speaks=False)
    assert status_of(line, Tier.ANSWERS, line.clock_s).trouble is Reason.NO_PAPER


def test_what_printers_can_do_is_kept_by_their_addresses(tmp_path: Path) -> None:
    path = tmp_path / "var" / "printers.json"
    assert load_abilities(path) == {}
    epson, clone = Abilities(tier=Tier.ACKNOWLEDGES, name="EPSON"), Abilities(tier=Tier.SILENT, doubles=False)
    keep_abilities(path, "usb:04b8:0e15", epson)
    keep_abilities(path, "device:/dev/usb/lp0", clone)
    assert load_abilities(path) == {"usb:04b8:0e15": epson, "device:/dev/usb/lp0": clone}


@pytest.mark.parametrize("content", ["{", "[]", '{"x": {}}', '{"x": {"tier": "loud"}}'])
def test_a_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "printers.json"
    path.write_text(content)
    with pytest.raises(AbilitiesError, match=r"printers\.json"):
        load_abilities(path)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    with pytest.raises(AbilitiesError, match=r"printers\.json"):
        keep_abilities(tmp_path / "var" / "printers.json", "x", Abilities(tier=Tier.SILENT))
