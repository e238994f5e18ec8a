"""A technician finds the printer, learns what it can do, and sees whether it prints."""

import argparse
from pathlib import Path

import pytest

from motcua import printers_command
from motcua.cli import CommandError
from printers import find
from printers.abilities import Abilities, load_abilities
from printers.conversation import Tier
from printers.find import Found
from printers.virtual.device import Model
from tests.helpers.printers import FAST, virtual_printer


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    printers_command.add_arguments(parser)
    return printers_command.run(parser.parse_args(words))


@pytest.mark.parametrize(
    ("model", "tier"),
    [
        (FAST, Tier.ACKNOWLEDGES),
        (Model(acknowledges=False), Tier.ANSWERS),
        (Model(acknowledges=False, clears=False, speaks=False), Tier.SILENT),
    ],
)
def test_what_a_printer_can_do_is_found_out_and_kept(
    tmp_path: Path, model: Model, tier: Tier, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kiosk" / "printers.json"
    with virtual_printer(tmp_path / "paper", model) as printer:
        address = f"escpos:127.0.0.1:{printer.port}"
        assert run("probe", address, "--keep", str(kept)) == 0
        assert printer.papers == []
    assert load_abilities(kept)[address].tier is tier
    assert str(kept) in capsys.readouterr().out


def test_a_printer_that_must_not_be_asked_is_described_by_hand(tmp_path: Path) -> None:
    kept = tmp_path / "printers.json"
    address = "escpos:127.0.0.1:9"
    assert run("probe", address, "--says", "silent", "--no-doubles", "--keep", str(kept)) == 0
    assert load_abilities(kept) == {address: Abilities(tier=Tier.SILENT, doubles=False)}


def test_an_empty_printer_is_not_described(tmp_path: Path) -> None:
    with (
        virtual_printer(tmp_path / "paper", roll_mm=0) as printer,
        pytest.raises(CommandError, match="is there paper in it"),
    ):
        run("probe", f"escpos:127.0.0.1:{printer.port}", "--keep", str(tmp_path / "printers.json"))
    assert not (tmp_path / "printers.json").exists()


@pytest.mark.parametrize("address", ["printer", "escpos:127.0.0.1:9"])
def test_a_printer_that_is_not_there_is_named(tmp_path: Path, address: str) -> None:
    with pytest.raises(CommandError, match=address):
        run("probe", address, "--keep", str(tmp_path / "printers.json"))


def test_a_test_page_comes_out_and_it_is_said_how_sure_that_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with virtual_printer(tmp_path / "paper") as printer:
        address = f"escpos:127.0.0.1:{printer.port}"
        assert run("test", address, "--abilities", str(tmp_path / "none.json")) == 0
        assert len(printer.papers) == 1
        with printer.at_hand() as device:
            device.end_paper()
        assert run("test", address, "--abilities", str(tmp_path / "none.json")) == 1
    said = capsys.readouterr().out
    assert "printed, " in said
    assert "failed: no_paper" in said


def test_an_address_that_is_none_is_explained(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="escpos:HOST:PORT"):
        run("test", "lpt1", "--abilities", str(tmp_path / "none.json"))


def test_printers_on_the_network_are_found(tmp_path: Path) -> None:
    with virtual_printer(tmp_path / "paper") as printer:
        found = find.printers_on("127.0.0.1/32", port=printer.port)
    assert [one.address for one in found] == [f"escpos:127.0.0.1:{printer.port}"]


@pytest.mark.parametrize("network", ["10.0.0.0/8", "kiosk"])
def test_a_network_that_is_none_or_too_large_is_refused(network: str) -> None:
    with pytest.raises(CommandError, match=network):
        run("detect", "--network", network)


def test_what_is_found_is_listed_by_its_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        printers_command, "printers_here", lambda: [Found(address="usb:04b8:0e15", name="EPSON TM-T82")]
    )
    assert run("detect") == 0
    assert "usb:04b8:0e15  EPSON TM-T82" in capsys.readouterr().out


def test_where_there_is_none_it_is_said_how_to_look_further(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(printers_command, "printers_here", list)
    assert run("detect") == 1
    assert "--network" in capsys.readouterr().out


def test_files_of_usb_printers_are_found(tmp_path: Path) -> None:
    (tmp_path / "lp0").touch()
    assert Found(address=f"device:{tmp_path}/lp0") in find.printers_here(tmp_path)


def test_a_hall_sees_its_slips_before_citizens_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "day.toml").write_text('elements = [{ text = "Ngày {date}", size_mm = 4 }]', "utf-8")
    assert run("preview", "--templates", str(own), "--out", str(tmp_path / "seen")) == 0
    assert f"Look at {tmp_path / 'seen' / 'index.html'}" in capsys.readouterr().out
    (own / "day.toml").write_text('elements = [{ text = "Ngày {day}", size_mm = 4 }]', "utf-8")
    assert run("preview", "--templates", str(own), "--out", str(tmp_path / "seen")) == 1
    assert "Not used: day.toml: element 1: there is no {day}; there are" in capsys.readouterr().out


def test_a_preview_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file"):
        run("preview", "--out", str(tmp_path / "file"))
