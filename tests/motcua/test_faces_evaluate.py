"""`motcua faces evaluate`: a report for every shape of folder, and clear words where nothing can be told."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from motcua.cli import main
from tests.motcua.faces_drawn import PORTRAITS, looks, put, two_people, wall


def evaluated(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> dict[str, Any]:
    assert main(["faces", "evaluate", str(folder), *words]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> str:
    assert main(["faces", "evaluate", str(folder), *words]) == 2
    return capsys.readouterr().err


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = two_people(tmp_path_factory.mktemp("people"), pictures_each=5)
    put(wall(), folder / PORTRAITS[0] / "wall.jpg")
    (folder / PORTRAITS[1] / "broken.jpg").write_bytes(b"no picture")
    return folder


def test_people_who_are_told_apart_have_no_equal_error(
    capsys: pytest.CaptureFixture[str], people: Path
) -> None:
    report = evaluated(capsys, people)
    assert (report["shape"], report["people"]) == ("people", 2)
    assert (report["genuine_pairs"], report["impostor_pairs"]) == (20, 25)
    assert report["equal_error_rate"] == 0.0
    assert report["shipped"]["verify"]["far"]["count"] == 0
    assert report["shipped"]["verify"]["frr"]["count"] == 0
    assert report["open_set"]["fpir"] == {"share": 0.0, "low": 0.0, "high": 0.489891, "count": 0, "of": 4}
    assert report["open_set"]["fnir"]["count"] == 0


def test_what_was_not_measured_is_counted(capsys: pytest.CaptureFixture[str], people: Path) -> None:
    report = evaluated(capsys, people)
    counts = {name: report[name] for name in ("pictures", "unreadable", "without_face", "with_face")}
    assert counts == {"pictures": 12, "unreadable": 1, "without_face": 1, "with_face": 10}


def test_the_report_says_which_engine_and_how_long_it_took(
    capsys: pytest.CaptureFixture[str], people: Path
) -> None:
    report = evaluated(capsys, people)
    assert report["engine"] == "blaze_mfn"
    assert report["kind"] == "blaze_mfn/1/192/cosine"
    assert set(report["milliseconds"]) == {"detect", "quality", "embed"}
    assert all(0 < spans["p50"] <= spans["p95"] for spans in report["milliseconds"].values())


def test_names_of_people_are_not_in_the_report(capsys: pytest.CaptureFixture[str], people: Path) -> None:
    report = json.dumps(evaluated(capsys, people))
    assert not any(name in report for name in (*PORTRAITS, "broken", "wall"))


def test_an_unreadable_file_is_named_at_the_terminal(
    capsys: pytest.CaptureFixture[str], people: Path
) -> None:
    main(["faces", "evaluate", str(people)])
    said = capsys.readouterr().err
    assert "cannot be read as a picture" in said
    assert "broken.jpg" in said
    assert "12 of 12 pictures" in said


def test_rates_that_so_few_pairs_cannot_tell_say_why(
    capsys: pytest.CaptureFixture[str], people: Path
) -> None:
    told = evaluated(capsys, people)["tar_at_far"]
    assert [at["far"] for at in told] == [1e-2, 1e-3, 1e-4, 1e-5]
    assert all(at["tar"] is None for at in told)
    assert told[0]["reason"] == "25 pairs of different people; a FAR of 0.01 takes 100"


def test_people_with_too_few_pictures_are_strangers(capsys: pytest.CaptureFixture[str], people: Path) -> None:
    report = evaluated(capsys, people, "--enrol-from", "5")
    assert report["open_set"]["people_known"] == 0
    assert report["open_set"]["fpir"] is None


def test_listed_pairs_are_compared_and_no_others(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in PORTRAITS:
        for turn, picture in enumerate(looks(name, 2)):
            put(picture, tmp_path / f"{name}{turn}.jpg")
    one, other = PORTRAITS
    (tmp_path / "pairs.csv").write_text(
        f"file_x,file_y,same\n{one}0.jpg,{one}1.jpg,Yes\n{one}0.jpg,{other}1.jpg,No\n{one}0.jpg,gone.jpg,No\n"
    )
    report = evaluated(capsys, tmp_path)
    assert report["shape"] == "pairs"
    assert (report["genuine_pairs"], report["impostor_pairs"], report["unreadable"]) == (1, 1, 1)
    assert "open_set" not in report


def test_strangers_are_searched_for_among_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in PORTRAITS:
        put(looks(name, 1)[0], tmp_path / f"{name}.jpg")
    report = evaluated(capsys, tmp_path)
    assert report["shape"] == "strangers"
    assert report["equal_error_rate"] is None
    assert (report["open_set"]["fpir"]["count"], report["open_set"]["fpir"]["of"]) == (0, 2)
    assert report["open_set"]["fnir"] is None


def test_a_person_twice_among_strangers_is_taken_for_somebody(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for turn, picture in enumerate(looks(PORTRAITS[0], 2)):
        put(picture, tmp_path / f"{turn}.jpg")
    put(looks(PORTRAITS[1], 1)[0], tmp_path / "other.jpg")
    assert evaluated(capsys, tmp_path)["open_set"]["fpir"]["count"] == 2


def test_no_folder_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "there is no folder" in refused(capsys, tmp_path / "none")


def test_no_pictures_are_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "holds no pictures" in refused(capsys, tmp_path)


def test_no_faces_are_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    put(wall(), tmp_path / "1.png")
    put(wall(), tmp_path / "2.png")
    assert "0 of 2 pictures show a face; two are needed" in refused(capsys, tmp_path)


def test_folders_with_one_picture_each_say_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    two_people(tmp_path, pictures_each=1)
    assert "no folder holds two pictures with a face" in refused(capsys, tmp_path)


def test_one_folder_with_one_picture_is_a_person_all_the_same(
    capsys: pytest.CaptureFixture[str], people: Path, tmp_path: Path
) -> None:
    shutil.copytree(people / PORTRAITS[0], tmp_path / "an")
    put(looks(PORTRAITS[1], 1)[0], tmp_path / "binh" / "1.jpg")
    report = evaluated(capsys, tmp_path)
    assert (report["people"], report["genuine_pairs"], report["impostor_pairs"]) == (2, 10, 5)


def test_an_unknown_engine_is_said(capsys: pytest.CaptureFixture[str], people: Path) -> None:
    assert "there is no engine nonsense" in refused(capsys, people, "--engine", "nonsense")


def test_nobody_is_enrolled_from_no_picture(capsys: pytest.CaptureFixture[str], people: Path) -> None:
    assert "one picture or more" in refused(capsys, people, "--enrol-from", "0")


def test_an_engine_without_its_files_is_said(
    capsys: pytest.CaptureFixture[str], people: Path, tmp_path: Path
) -> None:
    said = refused(capsys, people, "--engine", "opencv_zoo", "--models", str(tmp_path))
    assert "face_recognition_sface_2021dec.onnx" in said


def test_another_engine_measures_too(capsys: pytest.CaptureFixture[str], people: Path) -> None:
    report = evaluated(capsys, people, "--engine", "face_recognition")
    assert report["kind"] == "face_recognition/1/128/distance"
    assert report["equal_error_rate"] == 0
