"""`motcua faces calibrate` and `duplicates`: what is told of the faces that are kept, and what never is."""

import json
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.faces.blaze_mfn import BlazeMobileFaceNet
from kiosk.faces.face_secret import load_or_create_secret
from kiosk.faces.template import Vector
from kiosk.faces.vault import seal
from models.store.database import open_database
from models.store.key_files import KeyFiles
from models.store.kiosk_people import Person, add_person
from motcua.cli import CommandError, main
from motcua.config import FaceThresholds, KioskConfig, load_private_config, point_with
from tests.motcua.faces_drawn import looks, put, two_people

KIND, POINT = BlazeMobileFaceNet.kind, BlazeMobileFaceNet.point
FAR_FUTURE_MS = 2**52


class Kiosk:
    """A kiosk's configuration, key and store in a folder."""

    def __init__(self, folder: Path) -> None:
        self.config = folder / "kiosk.toml"
        self.secret = folder / "face.secret"
        self.keys = folder / "face-keys"
        self.database = f"sqlite:///{folder}/kiosk.db"
        self.configure("")

    def configure(self, lines: str) -> None:
        self.config.touch(mode=0o600)
        self.config.write_text(
            'server_url = "http://127.0.0.1:9"\n'
            f'database = "{self.database}"\n'
            f'face_secret = "{self.secret}"\nface_keys = "{self.keys}"\n{lines}'
        )

    def keep(self, templates: Vector) -> None:
        secret, keys = load_or_create_secret(self.secret), KeyFiles(self.keys)
        with closing(open_database(self.database, "kiosk")) as database:
            for number, template in enumerate(templates):
                person_id = f"{number:016x}"
                sealed = seal(secret, template, person_id=person_id, kind=KIND)
                keys.put(person_id, sealed.wrapped_key)
                person = Person(
                    id=person_id,
                    shown_name="N. V. Tên",
                    card_digest=None,
                    kind=str(KIND),
                    sealed_template=sealed.template,
                    secret_id=secret.id,
                    consented_at_ms=0,
                    consent_text="2/vi",
                    expires_at_ms=FAR_FUTURE_MS,
                )
                database.write(partial(add_person, person=person)).result()

    def told(self, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[dict[str, Any], str]:
        """What a command prints: its JSON, and what it says besides."""
        assert main(["faces", "--config", str(self.config), *words]) == 0
        printed = capsys.readouterr()
        assert "Tên" not in printed.out + printed.err
        return json.loads(printed.out), printed.err

    def refused(self, capsys: pytest.CaptureFixture[str], *words: str) -> str:
        assert main(["faces", "--config", str(self.config), *words]) == 2
        return capsys.readouterr().err


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path)


def people(count: int) -> Vector:
    templates = np.random.default_rng(0).normal(size=(count, KIND.dim)).astype(np.float32)
    return np.stack([KIND.restored(template) for template in templates])


def one_twice(count: int) -> Vector:
    templates = people(count)
    templates[-1] = KIND.restored(templates[0] + 0.2 * templates[1])
    return templates


def test_few_people_keep_the_thresholds_and_are_told_so(
    capsys: pytest.CaptureFixture[str], kiosk: Kiosk
) -> None:
    kiosk.keep(people(5))
    report, said = kiosk.told(capsys, "calibrate")
    assert report["people"] == 5
    assert report["identify"]["value"] == POINT.identify
    assert report["identify"]["why"].startswith("kept: 10 pairs of different people are too few")
    assert report["kiosk_toml"] == []
    assert "the engine's own thresholds hold" in said


def test_enough_people_who_look_alike_raise_the_thresholds_in_lines_the_kiosk_takes(
    capsys: pytest.CaptureFixture[str], kiosk: Kiosk
) -> None:
    one = people(1)
    kiosk.keep(np.stack([KIND.restored(template) for template in one * 1.7 + people(900)]))
    report, _ = kiosk.told(capsys, "calibrate")
    assert report["identify"]["value"] > POINT.identify
    kiosk.configure("\n".join(report["kiosk_toml"]))
    config = load_private_config(kiosk.config, KioskConfig)
    point = point_with(POINT, config.face_thresholds)
    assert (point.verify, point.identify) == (report["verify"]["value"], report["identify"]["value"])


def test_records_that_look_like_one_person_are_told_first(
    capsys: pytest.CaptureFixture[str], kiosk: Kiosk
) -> None:
    kiosk.keep(one_twice(5))
    report, said = kiosk.told(capsys, "calibrate")
    assert report["alike"] == 1
    assert "motcua faces duplicates" in said


def test_pictures_of_consenting_people_tell_who_is_refused(
    capsys: pytest.CaptureFixture[str], kiosk: Kiosk, tmp_path: Path
) -> None:
    kiosk.keep(people(5))
    pictures = two_people(tmp_path / "pictures", pictures_each=5)
    report, _ = kiosk.told(capsys, "calibrate", "--pictures", str(pictures))
    assert (report["verify"]["refused"]["count"], report["verify"]["refused"]["of"]) == (0, 4)


def test_pictures_that_are_not_in_folders_are_refused(
    capsys: pytest.CaptureFixture[str], kiosk: Kiosk, tmp_path: Path
) -> None:
    kiosk.keep(people(5))
    for turn, picture in enumerate(looks("grace_hopper", 2)):
        put(picture, tmp_path / "flat" / f"{turn}.jpg")
    said = kiosk.refused(capsys, "calibrate", "--pictures", str(tmp_path / "flat"))
    assert "give every person a folder of their own" in said


def test_too_few_pictures_of_each_are_refused(
    capsys: pytest.CaptureFixture[str], kiosk: Kiosk, tmp_path: Path
) -> None:
    kiosk.keep(people(5))
    pictures = two_people(tmp_path / "pictures", pictures_each=3)
    said = kiosk.refused(capsys, "calibrate", "--pictures", str(pictures))
    assert "nobody has more than 3 pictures with a face" in said


def test_duplicates_are_told_by_their_ids(capsys: pytest.CaptureFixture[str], kiosk: Kiosk) -> None:
    kiosk.keep(one_twice(20))
    report, _ = kiosk.told(capsys, "duplicates")
    assert report["least"] == POINT.verify
    (pair,) = report["duplicates"]
    assert (pair["person_id"], pair["other_id"]) == (f"{0:016x}", f"{19:016x}")
    assert 0.9 < pair["score"] < 1.0


def test_duplicates_begin_where_one_says(capsys: pytest.CaptureFixture[str], kiosk: Kiosk) -> None:
    kiosk.keep(one_twice(20))
    report, _ = kiosk.told(capsys, "duplicates", "--least", "0.999")
    assert report["duplicates"] == []


def test_one_person_alone_is_too_few(capsys: pytest.CaptureFixture[str], kiosk: Kiosk) -> None:
    kiosk.keep(people(1))
    assert "1 people are known" in kiosk.refused(capsys, "duplicates")


def test_thresholds_that_are_not_set_stay_the_engines_own() -> None:
    assert point_with(POINT, FaceThresholds()) == POINT
    assert point_with(POINT, FaceThresholds(margin=0.1)).margin == 0.1


def test_to_identify_may_not_take_less_than_to_verify() -> None:
    with pytest.raises(CommandError, match=r"identify \(0.6\) is below verify \(0.68\)"):
        point_with(POINT, FaceThresholds(identify=0.6))


@pytest.mark.parametrize("line", ["verify = 0", "identify = 1.5", 'margin = "wide"', "vrify = 0.7"])
def test_a_threshold_that_makes_no_sense_is_refused_at_the_start(kiosk: Kiosk, line: str) -> None:
    kiosk.configure(f"[face_thresholds]\n{line}\n")
    with pytest.raises(CommandError, match="face_thresholds"):
        load_private_config(kiosk.config, KioskConfig)


def test_a_lower_threshold_tells_of_as_many_more_strangers_mistaken() -> None:
    lower = point_with(POINT, FaceThresholds(verify=0.6, identify=POINT.identify - 0.1))
    assert lower.false_match_rate == pytest.approx(10 * POINT.false_match_rate)


def test_a_threshold_below_which_everybody_is_anybody_is_refused() -> None:
    with pytest.raises(CommandError, match="most strangers"):
        point_with(POINT, FaceThresholds(verify=0.1, identify=0.1))
