"""The shapes a folder of pictures may have, and what is said of others."""

from pathlib import Path

import pytest

from kiosk.faces.picture_set import Pair, PictureSetError, Shape, picture_set


def put(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(PictureSetError) as refusal:
        picture_set(folder)
    return str(refusal.value)


def test_folders_are_people(tmp_path: Path) -> None:
    found = picture_set(put(tmp_path, "an/1.jpg", "an/2.PNG", "bình/1.jpeg", "bình/note.txt"))
    assert found.shape is Shape.PEOPLE
    assert sorted(found.owners.values()) == ["an", "an", "bình"]


def test_pictures_alone_are_strangers(tmp_path: Path) -> None:
    found = picture_set(put(tmp_path, "1.jpg", "2.jpg", "README.md"))
    assert found.shape is Shape.STRANGERS
    assert len(set(found.owners.values())) == 2


def test_pairs_are_read_from_their_list(tmp_path: Path) -> None:
    put(tmp_path, "1.jpg", "2.jpg", "3.jpg", "unlisted.jpg")
    (tmp_path / "pairs.csv").write_text("file_x,file_y,same\n1.jpg,2.jpg,Yes\n1.jpg, 3.jpg ,no\n")
    found = picture_set(tmp_path)
    one, two, three = (tmp_path / f"{number}.jpg" for number in (1, 2, 3))
    assert found.shape is Shape.PAIRS
    assert found.pairs == [Pair(one=one, other=two, same=True), Pair(one=one, other=three, same=False)]
    assert list(found.owners) == [one, two, three]


def test_a_list_from_a_spreadsheet_may_begin_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_bytes(b"\xef\xbb\xbffile_x,file_y,same\r\n1.jpg,2.jpg,Yes\r\n")
    assert len(picture_set(tmp_path).pairs) == 1


def test_no_folder_is_said(tmp_path: Path) -> None:
    assert "there is no folder" in refused(tmp_path / "none")


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    assert "holds no pictures" in refused(put(tmp_path, "an/note.txt"))


def test_both_at_once_is_refused(tmp_path: Path) -> None:
    assert "one folder a person, or pictures only" in refused(put(tmp_path, "an/1.jpg", "2.jpg"))


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        ("file_x,file_y\n1.jpg,2.jpg\n", "no column same"),
        ("", "no column file_x, file_y, same"),
        ("file_x,file_y,same\n", "lists no pairs"),
        ("file_x,file_y,same\n1.jpg,2.jpg,Yes\n1.jpg,2.jpg,maybe\n", "line 3"),
        ("file_x,file_y,same\n1.jpg\n", "line 2"),
    ],
)
def test_a_list_that_cannot_be_understood_says_where(tmp_path: Path, listing: str, said: str) -> None:
    (tmp_path / "pairs.csv").write_text(listing)
    assert said in refused(tmp_path)


def test_a_list_that_is_no_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in refused(tmp_path)
