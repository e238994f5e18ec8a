"""A grandmother finds her procedure, however she writes it; and is never sent to a wrong one."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.procedures.evaluation import evaluate, read_queries
from models.procedures.lookup import Found, Lookup
from models.procedures.shipped import shipped_catalogue
from models.procedures.word_list import WordList, shipped_words
from tests.helpers.catalogues import BIRTH, CATALOGUE, COPY

DATA = Path(__file__).parents[3] / "benchmarks" / "data"


@cache
def shipped() -> Lookup:
    return Lookup(shipped_catalogue())


def ids(found: Sequence[Found]) -> list[str]:
    return [one.procedure.id for one in found]


def first(query: str) -> str | None:
    return next(iter(ids(shipped().search(query, 1))), None)


@pytest.mark.parametrize(
    ("query", "procedure"),
    [
        ("Đăng ký khai sinh", "khai-sinh"),
        ("dang ky khai sinh", "khai-sinh"),
        ("ddawng kys khai sinh", "khai-sinh"),
        ("d9a8ng ky1 khai sinh", "khai-sinh"),
        ("đăng kí khai xinh", "khai-sinh"),
        ("dnag ky khia sihn", "khai-sinh"),
        ("dangkykhaisinh", "khai-sinh"),
        ("gks cho em bé", "khai-sinh"),
        ("1.001193", "khai-sinh"),
        ("birth registration", "khai-sinh"),
        ("mần khai sanh", "khai-sinh"),
        ("mất cccd", "cap-lai-can-cuoc"),
        ("mất cái căn cước", "cap-lai-can-cuoc"),
        ("cmnd hết hạn", "doi-can-cuoc"),
        ("nhap hk", "thuong-tru"),
        ("lập hợp tác xã", "hop-tac-xa"),
        ("bhty hộ gia đình", "bhyt-ho-gia-dinh"),
        ("làm căn cước cho cháu 8 tuổi", "cap-can-cuoc-tre-em"),
        ("cụ nhà tôi tám mươi tuổi xin trợ cấp", "huu-tri-xa-hoi"),
    ],
)
def test_a_procedure_is_found_however_it_is_written(query: str, procedure: str) -> None:
    assert first(query) == procedure


@pytest.mark.parametrize("typed", ["đăng ký khai s", "khai si", "dang ky khai sin", "giay khai"])
def test_it_is_found_while_it_is_still_being_typed(typed: str) -> None:
    assert "khai-sinh" in ids(shipped().search(typed, 5))


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "?!",
        "k",
        "wifi",
        "nhà vệ sinh ở đâu",
        "xin chào",
        "asdfgh qwerty",
        "123456",
        "的",
        "🙂",
        "x" * 500,
    ],
)
def test_what_is_out_of_scope_finds_nothing(query: str) -> None:
    assert shipped().search(query) == ()


def test_losing_a_thing_is_not_losing_a_person() -> None:
    assert first("bố tôi mới mất") in ("khai-tu", "lien-thong-khai-tu")
    assert first("tôi mới mất căn cước") == "cap-lai-can-cuoc"


def test_accents_tell_words_apart() -> None:
    assert first("cháy sổ đỏ") == "cap-lai-so-do"
    assert first("chạy bộ") is None


def test_no_more_are_shown_than_asked_for_and_the_best_comes_first() -> None:
    found = shipped().search("khai sinh", 3)
    assert len(found) == 3
    assert found[0].score >= found[1].score >= found[2].score


def test_of_two_that_fit_alike_the_one_asked_for_often_comes_first() -> None:
    twin = replace(BIRTH, id="twin", asked_often=False)
    for procedures in ((twin, BIRTH), (BIRTH, twin)):
        lookup = Lookup(replace(CATALOGUE, procedures=(*procedures, COPY)))
        assert ids(lookup.search("khai sinh cho con"))[0] == "khai-sinh"


def test_a_catalogue_that_offers_it_is_believed_more_than_the_list_of_what_others_do() -> None:
    assert first("xin visa") is None
    visa = replace(COPY, id="visa", name_vi="Cấp visa", synonyms=("xin visa", "gia hạn visa"))
    lookup = Lookup(replace(CATALOGUE, procedures=(BIRTH, visa)))
    assert ids(lookup.search("xin visa")) == ["visa"]


def test_an_empty_word_list_still_finds_what_is_written_out() -> None:
    bare = WordList(fillers=frozenset(), talk=(), abbreviations={}, concepts={}, elsewhere={})
    assert ids(Lookup(CATALOGUE, bare).search("sao y bản chính")) == ["chung-thuc-ban-sao"]


@given(st.text(max_size=60))
def test_nothing_that_can_be_typed_breaks_it(query: str) -> None:
    assert len(shipped().search(query, 3)) <= 3


WORDS = ("mất", "đất", "sinh", "khai", "ct07", "ks", "75", "tuổi", "xe", "wifi", "đâu", "kkk", "dd9", "tui")


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_no_order_of_known_words_breaks_it(words: list[str]) -> None:
    assert len(shipped().search(" ".join(words), 3)) <= 3


def test_the_word_list_names_each_thing_once() -> None:
    words = shipped_words()
    for phrases in (*words.concepts.values(), *words.elsewhere.values()):
        assert len(phrases) == len(set(phrases))
        assert all(words.read(phrase) for phrase in phrases)


def test_the_given_queries_keep_their_floors() -> None:
    queries = read_queries((DATA / "given_queries.json").read_bytes())
    figures = evaluate(shipped().search, queries, lambda: 0.0).all
    assert (figures.top_1 or 0) >= 0.92
    assert (figures.top_3 or 0) >= 0.98
    assert figures.refused == 1


@pytest.mark.parametrize(
    ("begun", "procedure"),
    [("khai s", "khai-sinh"), ("Khai sin", "khai-sinh"), ("dang ky ket h", "ket-hon")],
)
def test_a_name_is_found_while_its_last_word_is_being_typed(begun: str, procedure: str) -> None:
    assert first(begun) == procedure


def test_a_few_letters_begin_too_much_to_mean_anything() -> None:
    assert first("san") is None
