"""`motcua faces`: who is known here, told, erased and made anew at the terminal; names and pictures never."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import cv2
import pytest

from models.store.database import open_database
from models.store.kiosk_people import consents_of
from motcua.cli import main
from motcua.demo_film import demo_enrolment_frames

CARD = "001156000018"
NOBODY = "0123456789abcdef"


class Kiosk:
    """A kiosk's configuration in a folder, with pictures of two women in place of a camera."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.config = folder / "kiosk.toml"
        self._capsys = capsys
        self.use_engine("blaze_mfn")

    def use_engine(self, name: str) -> None:
        self.config.touch(mode=0o600)
        self.config.write_text(
            f'server_url = "http://127.0.0.1:9"\ndatabase = "sqlite:///{self.folder}/kiosk.db"\n'
            f'face_secret = "{self.folder}/face.secret"\nface_keys = "{self.folder}/face-keys"\n'
            f'face_engine = "{name}"\n'
        )

    def film(self, portrait: str) -> str:
        path = self.folder / f"{portrait}.avi"
        frames = demo_enrolment_frames(portrait)
        film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 200.0, frames[0].shape[1::-1])
        for frame in frames:
            film.write(frame)
        film.release()
        return str(path)

    def pictures(self, person_id: str, portrait: str) -> str:
        folder = self.folder / "pictures" / person_id
        folder.mkdir(parents=True)
        for number, frame in enumerate(demo_enrolment_frames(portrait)):
            cv2.imwrite(str(folder / f"{number}.png"), frame)
        return str(folder.parent)

    def told(self, *words: str) -> dict[str, Any]:
        assert main(["faces", "--config", str(self.config), *words]) == 0, self._capsys.readouterr().err
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return told

    def refused(self, *words: str) -> str:
        assert main(["faces", "--config", str(self.config), *words]) == 2
        return self._capsys.readouterr().err

    def enrol(self, portrait: str = "eileen_collins", *more: str) -> str:
        words = ["--name", "Eileen Collins", "--consent", "2/vi", "--camera", self.film(portrait), *more]
        person_id: str = self.told("enrol", *words)["person_id"]
        return person_id


@pytest.fixture
def kiosk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Kiosk:
    return Kiosk(tmp_path, capsys)


def test_the_status_tells_how_many_are_known_and_how_many_strangers_would_be_named(kiosk: Kiosk) -> None:
    empty = kiosk.told("status")
    assert (empty["known_by_face"], empty["strangers_named"], empty["records"]) == (0, 0.0, [])
    kiosk.enrol()
    told = kiosk.told("status")
    assert (told["known_by_face"], told["most_by_face"]) == (1, 2000)
    assert 0 < told["strangers_named"] < told["strangers_named_when_full"] < 0.05
    assert told["records"] == [{"kind": told["engine"], "people": 1, "is_of_this_hall": True}]


def test_all_that_is_held_is_told_by_the_card_without_its_number_and_that_is_written_down(
    kiosk: Kiosk,
) -> None:
    person_id = kiosk.enrol("eileen_collins", "--card", CARD)
    told = kiosk.told("export", "--card", CARD)
    assert (told["person_id"], told["face"]["shown_name"]) == (person_id, "E. Collins")
    assert CARD not in json.dumps(told)
    assert [use["deed"] for use in kiosk.told("export", person_id)["uses"]] == ["enrolled", "exported"]


def test_who_is_erased_by_staff_is_known_no_more_and_the_proof_says_by_whom(kiosk: Kiosk) -> None:
    person_id = kiosk.enrol("eileen_collins", "--card", CARD)
    assert kiosk.told("erase", "--card", CARD) == {"erased": person_id}
    assert kiosk.told("status")["known_by_face"] == 0
    with closing(open_database(f"sqlite:///{kiosk.folder}/kiosk.db", "kiosk")) as database:
        (consent,) = database.read(lambda connection: consents_of(connection, person_id)).result()
    assert consent.ended_by == "staff"


@pytest.mark.parametrize("deed", ["erase", "export"])
def test_somebody_who_is_not_known_is_said_to_be_so(kiosk: Kiosk, deed: str) -> None:
    assert NOBODY in kiosk.refused(deed, NOBODY)
    assert "no face is kept" in kiosk.refused(deed, "--card", CARD)
    assert "no person's id" in kiosk.refused(deed, "../kiosk")


def test_a_camera_without_a_face_keeps_nobody(kiosk: Kiosk) -> None:
    empty = kiosk.folder / "empty.avi"
    film = cv2.VideoWriter(str(empty), cv2.VideoWriter.fourcc(*"MJPG"), 200.0, (1280, 720))
    for frame in demo_enrolment_frames("eileen_collins"):
        film.write(frame * 0 + 128)
    film.release()
    said = kiosk.refused("enrol", "--name", "An", "--consent", "2/vi", "--camera", str(empty))
    assert "too few good frames to enrol: no_face" in said
    assert kiosk.told("status")["known_by_face"] == 0


def test_templates_of_an_older_engine_are_made_anew_from_pictures_of_the_same_person(kiosk: Kiosk) -> None:
    kiosk.use_engine("face_recognition")
    person_id = kiosk.enrol()
    kiosk.use_engine("blaze_mfn")
    assert kiosk.told("status")["known_by_face"] == 0
    assert kiosk.told("migrate")["left"] == 1
    told = kiosk.told("migrate", "--pictures", kiosk.pictures(person_id, "eileen_collins"))
    assert (told["made_anew"], told["refused"], told["left"]) == (1, {}, 0)
    assert kiosk.told("status")["known_by_face"] == 1


def test_pictures_of_somebody_else_change_nobodys_template(kiosk: Kiosk) -> None:
    kiosk.use_engine("face_recognition")
    person_id = kiosk.enrol()
    kiosk.use_engine("blaze_mfn")
    told = kiosk.told("migrate", "--pictures", kiosk.pictures(person_id, "grace_hopper"))
    assert (told["made_anew"], told["left"]) == (0, 1)
    assert told["refused"] == {person_id: "the pictures show somebody else"}


def test_an_engine_that_is_not_there_is_said_and_what_to_do(kiosk: Kiosk) -> None:
    kiosk.use_engine("opencv_zoo")
    assert "face_models" in kiosk.refused("status")
