"""A catalogue as JSON: read back as written, refused with every fault at once."""

import json
from dataclasses import replace
from typing import Any

import pytest

from models.procedures.faults import CatalogueFaults
from models.procedures.json_file import read_json, write_json
from tests.helpers.catalogues import BIRTH, CATALOGUE


def faults(document: object) -> list[str]:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(CatalogueFaults) as caught:
        read_json(content)
    return [str(fault) for fault in caught.value.faults]


def written() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(write_json(CATALOGUE))
    return document


def test_what_is_written_is_read_back() -> None:
    assert read_json(write_json(CATALOGUE)) == CATALOGUE


def test_what_is_left_out_has_its_default() -> None:
    assert b"remarks" not in write_json(CATALOGUE)


def test_all_faults_are_told_at_once_each_with_its_place() -> None:
    document = written()
    del document["procedures"][0]["name_vi"]
    document["procedures"][1]["fee"]["direct_vnd"] = "free"
    document["procedures"][2]["papers"] = 1
    document["procedures"].append(5)
    assert faults(document) == [
        "thủ tục thứ 1 (khai-tu), name_vi: thiếu",
        "thủ tục thứ 2 (khai-sinh), fee.direct_vnd: phải là số nguyên",
        "thủ tục thứ 3 (chung-thuc-ban-sao), papers: phải là một danh sách",
        "thủ tục thứ 4: phải là một đối tượng {…}",
    ]


def test_a_misspelt_key_is_not_left_out_unseen() -> None:
    document = written()
    document["procedures"][0]["nam_vi"] = "x"
    assert faults(document) == ["thủ tục thứ 1 (khai-tu): không có mục nào tên «nam_vi»"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"{", "tệp: không phải JSON"), (b"[]", "tệp: phải là một đối tượng {…}"), (b"{}", "edition: thiếu")],
)
def test_what_is_no_catalogue_is_refused(content: bytes, fault: str) -> None:
    assert fault in faults(content)


def test_what_contradicts_itself_is_told_with_its_place() -> None:
    changes: list[dict[str, Any]] = [
        {"id": "khai-tu"},
        {"id": " ", "name_vi": ""},
        {"field_id": "x", "life_event_ids": ["y"], "source_ids": ["z"]},
        {"fee": {"direct_vnd": -1, "online_vnd": -2}},
        {"time": {"number": 3}},
        {"time": {"number": 0, "unit": "day"}},
        {"papers": [{"name": "", "count": 0}]},
        {"valid_to": "2020-01-01"},
    ]
    document = written()
    birth = document["procedures"][1]
    document["procedures"] = [document["procedures"][0]]
    document["procedures"] += [birth | {"id": f"p{nth}"} | change for nth, change in enumerate(changes)]
    assert faults(document) == [
        "thủ tục thứ 2 (khai-tu), id: id «khai-tu» đã có ở thủ tục trước",
        "thủ tục thứ 3 ( ), id: không được để trống",
        "thủ tục thứ 3 ( ), name_vi: không được để trống",
        "thủ tục thứ 4 (p2), field_id: không có «x» trong danh mục",
        "thủ tục thứ 4 (p2), life_event_ids: không có «y» trong danh mục",
        "thủ tục thứ 4 (p2), source_ids: không có «z» trong danh mục",
        "thủ tục thứ 5 (p3), fee.direct_vnd: phí không được âm",
        "thủ tục thứ 5 (p3), fee.online_vnd: phí không được âm",
        "thủ tục thứ 6 (p4), time.number: thời hạn phải từ 1 trở lên và có đơn vị",
        "thủ tục thứ 7 (p5), time.number: thời hạn phải từ 1 trở lên và có đơn vị",
        "thủ tục thứ 8 (p6), papers: mỗi giấy tờ cần có tên và số lượng từ 1 trở lên",
        "thủ tục thứ 9 (p7), valid_to: hết hiệu lực trước khi có hiệu lực",
    ]


def test_a_list_with_the_same_id_twice_and_an_empty_catalogue_are_refused() -> None:
    twice = replace(CATALOGUE, fields=CATALOGUE.fields * 2, procedures=(BIRTH,))
    assert faults(write_json(twice)) == [
        "lĩnh vực: id «ho_tich» có hai lần",
        "lĩnh vực: id «chung_thuc» có hai lần",
    ]
    assert faults(write_json(replace(CATALOGUE, procedures=()))) == ["danh mục: không có thủ tục nào"]
