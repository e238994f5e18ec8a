"""A paper proves by itself which kiosk gave which number when."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.hall import LETTERS
from models.paper_proof import Paper, prove, read_proof
from models.signing import public_key_of

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
PAPER = Paper(nth=3, seq=170, letter="C", count=17, issued_at_s=1_795_147_200)
PROOF = prove(PAPER, KEY)
ADDRESS = f"https://hall.example/t/{PROOF.public_id}#{PROOF.digits}"

papers = st.builds(
    Paper,
    nth=st.integers(1, 999_999),
    seq=st.integers(1, 9_999_999),
    letter=st.sampled_from(sorted(LETTERS)),
    count=st.integers(1, 99_999),
    issued_at_s=st.integers(0, 9_999_999_999),
    is_sure=st.booleans(),
)


@given(papers)
def test_what_was_printed_is_what_is_read(paper: Paper) -> None:
    proof = prove(paper, KEY)
    read = read_proof(f"https://hall.example/t/{proof.public_id}#{proof.digits}\r\n")
    assert read == proof
    assert proof.is_by(public_key_of(KEY))


def test_another_kiosk_has_not_signed_it() -> None:
    assert not PROOF.is_by(public_key_of(OTHER_KEY))
    assert not PROOF.is_by("no key")


@pytest.mark.parametrize(
    "other",
    [
        replace(PAPER, nth=4),
        replace(PAPER, seq=171),
        replace(PAPER, letter="D"),
        replace(PAPER, count=18),
        replace(PAPER, issued_at_s=1),
        replace(PAPER, is_sure=False),
    ],
)
def test_a_paper_that_was_altered_proves_nothing(other: Paper) -> None:
    altered = replace(PROOF, paper=other)
    assert not altered.is_by(public_key_of(KEY))


def test_letters_that_an_input_method_has_changed_do_no_harm() -> None:
    address, digits = ADDRESS.split("#")
    changed = address.replace("a", "á").replace("d", "đ").replace("e", "ê")
    assert read_proof(f"{changed}#{digits}") == PROOF


def test_of_all_that_is_scanned_only_digits_count() -> None:
    assert PROOF.digits.isdecimal()
    assert len(PROOF.digits) == 185


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "#",
        "https://hall.example/t/0123456789abcdef0123456789abcdef",
        ADDRESS[:-1],
        f"{ADDRESS}0",
        ADDRESS[:-1] + "x",
        ADDRESS[:-1] + "٣",
        f"{ADDRESS.split('#')[0]}#{'9' * 185}",  # no signature is so large
        f"{ADDRESS.split('#')[0]}#{PROOF.digits[:13]}26{PROOF.digits[15:]}",  # no letter
    ],
)
def test_anything_else_is_no_proof(scanned: str) -> None:
    assert read_proof(scanned) is None


def test_the_tickets_name_cannot_be_guessed_from_what_is_printed_in_words() -> None:
    assert prove(PAPER, OTHER_KEY).public_id != PROOF.public_id
    assert prove(PAPER, KEY).public_id == PROOF.public_id
