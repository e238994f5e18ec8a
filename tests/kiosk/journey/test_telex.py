"""Whatever Vietnamese word is typed, in whatever order its marks come, it appears; other words stay."""

import unicodedata
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.journey.telex import ACUTE, DOT, GRAVE, HOOK, LONGEST, TILDE, TONES, Typed, compose, erase, press

TONE_KEYS = {"": "", "s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT}
STOP_TONE_KEYS = {"s": ACUTE, "j": DOT}
STOPS = ("c", "ch", "k", "p", "t")
TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}

# Every rime, written down by hand: the tone stands on the capital.
BACK_RIMES = """
A Ac Ach Ai Am An Ang Anh Ao Ap At Au Ay Ăc Ăk Ăm Ăn Ăng Ăp Ăt Âc Âm Ân Âng Âp Ât Âu Ây
Oa oAc oAch oAi oAm oAn oAng oAnh oAo oAp oAt oAy oĂc oĂm oĂn oĂng oĂt Oe oEn oEo oEt
O Oc Oi Om On Ong Op Ot oOng oOc Ô Ôc Ôi Ôm Ôn Ông Ôp Ôt Ơ Ơi Ơm Ơn Ơp Ơt
U Ua Uc Uk Ui Um Un Ung Up Ut uÂn uÂng uÂt uÂy uÊ uÊch uÊnh uÊt uÔc uÔi uÔm uÔn uÔng uÔt uƠ
Uy uYa uYch uYnh uYt uYp uYu uyÊn uyÊt Ư Ưa Ưc Ưi Ưm Ưng Ưt Ưu ưƠc ưƠi ưƠm ưƠn ưƠng ưƠp ưƠt ưƠu
"""
FRONT_RIMES = """
E Ec Em En Eng Eo Ep Et Ê Êch Êm Ên Ênh Êp Êt Êu
I Ia Ich Im In Inh Ip It Iu iÊc iÊm iÊn iÊng iÊp iÊt iÊu
"""
AFTER_QU = """
A Ac Ach Ai An Ang Anh Ao Au Ay Ăc Ăm Ăn Ăng Ăp Ăt Ân Âng Ât Ây E En Eo Et Ê Ên Êt Ôc Ơ Y Yt Ynh Ych yÊn yÊt
"""
AFTER_GI = """
A Ac Ai Am An Ang Anh Ao Ap At Au Ay Ăc Ăm Ăn Ăng Ăt Âc Âm Ân Âu Ây Eo O Oi On Ong Ơi Ơ
U Ua Uc Up Ư Ưa ưƠng ưƠi Ưt
"""
EITHER = (
    "",
    "b",
    "ch",
    "d",
    "đ",
    "h",
    "k",
    "kh",
    "kr",
    "l",
    "m",
    "n",
    "nh",
    "p",
    "ph",
    "r",
    "s",
    "t",
    "th",
    "tr",
    "v",
    "x",
)
AS_TYPED = """
test wifi website email internet online zalo facebook photo data momo scan otp passport visa taxi oto camera
hotel
robot menu form format iphone gmail google banking card mobile app pdf usb vneid express Test WIFI
H26 B1-017 HS2026 0912345678 30A-12345 000.00.12.H26-250101-0001 as@gov.vn hoas@gmail.com
"""
SYLLABLES = [
    *product(("c", "g", "ng", *EITHER), BACK_RIMES.split()),
    *product(("gh", "ngh", *EITHER), FRONT_RIMES.split()),
    *product(("qu",), AFTER_QU.split()),
    *product(("gi",), AFTER_GI.split()),
    *product(("g",), ("I", "In", "iÊng", "iÊt")),  # gì, gìn, giếng, giết
    *product(("h", "k", "l", "m", "s", "t", "v", ""), ("Y",)),
    *product(("",), ("yÊm", "yÊn", "yÊng", "yÊt", "yÊu")),
]


def _words() -> list[tuple[str, str, str, str]]:
    """Initial, rime, key of the tone, and the word that is composed by Unicode's own rules."""
    found = []
    for initial, rime in SYLLABLES:
        for key, tone in (STOP_TONE_KEYS if rime.endswith(STOPS) else TONE_KEYS).items():
            after = next(place for place, letter in enumerate(rime) if letter.isupper()) + 1
            word = initial + rime[:after].lower() + tone + rime[after:]
            found.append((initial, rime.lower(), key, unicodedata.normalize("NFC", word)))
    return found


WORDS = _words()


def telex(letters: str) -> str:
    """The keys of these letters, each with its mark; of oo three, for two are ô."""
    keys = letters.replace("oo", "ooo")
    return "".join(TELEX.get(letter, letter) for letter in keys)


def wrong(typed: dict[str, str]) -> dict[str, str]:
    """By their keys, what came out instead of the word."""
    return {keys: compose(keys) for keys, word in typed.items() if compose(keys) != word}


def type_keys(keys: str, typed: Typed | None = None) -> Typed:
    typed = Typed() if typed is None else typed
    for key in keys:
        typed = press(typed, key)
    return typed


def test_the_table_holds_what_can_be_said() -> None:
    assert len({word for *_, word in WORDS}) > 15_000


def test_every_syllable_is_typed_with_the_tone_at_its_end() -> None:
    assert not wrong({telex(initial) + telex(rime) + key: word for initial, rime, key, word in WORDS})


def test_every_syllable_is_typed_with_capitals() -> None:
    typed = {(telex(initial) + telex(rime) + key).upper(): word.upper() for initial, rime, key, word in WORDS}
    assert not wrong(typed)


def test_every_syllable_is_typed_with_the_tone_before_its_last_consonants() -> None:
    typed = {}
    for initial, rime, key, word in WORDS:
        vowels = rime.rstrip("bcdghkmnpt")
        keys = telex(initial) + telex(rime[: len(vowels)]) + key + rime[len(vowels) :]
        if key and vowels != rime and not rime.startswith("oo") and keys not in ("post", "test"):
            typed[keys] = word
    assert len(typed) > 5_000
    assert not wrong(typed)


def test_the_horns_of_uo_may_be_typed_as_one_at_the_end() -> None:
    typed = {}
    for initial, rime, key, word in WORDS:
        if rime.startswith("ươ"):
            typed[telex(initial) + "uo" + rime[2:] + "w" + key] = word
            typed[telex(initial) + "uow" + rime[2:] + key] = word
            typed[telex(initial) + "uo" + rime[2:] + key + "w"] = word
    assert len(typed) > 1_000
    assert not wrong(typed)


def test_every_syllable_is_typed_with_the_keys_that_name_the_marks() -> None:
    typed = {
        initial + rime + TONE_KEYS[key]: word
        for initial, rime, key, word in WORDS
        if not rime.startswith("oo")  # two o are ô, whatever the tone comes from
    }
    assert not wrong(typed)


def test_every_syllable_can_be_erased_letter_by_letter() -> None:
    for initial, rime, key, word in WORDS[::7]:
        typed = type_keys(telex(initial) + telex(rime) + key)
        for left in range(len(word) - 1, -1, -1):
            typed = erase(typed)
            assert typed.text == word[:left]


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ddawng kys thuwowngf trus", "đăng ký thường trú"),
        ("nguowif", "người"),
        ("thuyeef", "thuyề"),
        ("quys", "quý"),
        ("giuwx", "giữ"),
        ("gif", "gì"),
        ("hoaf", "hòa"),
        ("hoanf", "hoàn"),
        ("thuyr", "thủy"),
        ("thuowr", "thuở"),
        ("wng", "ưng"),
        ("tw", "tư"),
        ("tieue", "tiêu"),
        ("DDAWKS lawks", "ĐẮK lắk"),
        ("Krong Buks", "Krong Búk"),
        ("quaanj1", "quận1"),
        ("tooir", "tổi"),
    ],
)
def test_words_of_the_service_hall(keys: str, text: str) -> None:
    assert type_keys(keys).text == text


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("ass", "as"),
        ("aff", "af"),
        ("tesst", "test"),
        ("aaa", "aa"),
        ("seee", "see"),
        ("daaat", "daat"),
        ("aww", "aw"),
        ("uww", "uw"),
        ("uwww", "uww"),
        ("ww", "w"),
        ("thuoww", "thuow"),
        ("muownw", "muonw"),
        ("ddd", "dd"),
        ("dddd", "ddd"),
        ("moooc", "mooc"),
        ("ưw", "uw"),
        (f"hoa{ACUTE}{ACUTE}", "hoa"),
        (f"test{ACUTE}{ACUTE}", "test"),
    ],
)
def test_a_mark_typed_once_more_was_not_meant(keys: str, word: str) -> None:
    assert compose(keys) == word


@pytest.mark.parametrize(
    ("keys", "word"), [("hoasz", "hoa"), ("hoaz", "hoaz"), ("hoasf", "hòa"), ("zalo", "zalo")]
)
def test_a_tone_is_replaced_or_taken_away(keys: str, word: str) -> None:
    assert compose(keys) == word


@pytest.mark.parametrize("word", AS_TYPED.split())
def test_words_and_codes_that_are_not_vietnamese_stand_as_they_are_typed(word: str) -> None:
    assert type_keys(word).text == word


def test_a_tone_key_works_in_a_word_that_is_not_vietnamese_too() -> None:
    assert compose(f"cafe{ACUTE}") == "café"
    assert compose(f"email{GRAVE}") == "emaìl"


def test_a_tone_key_without_a_vowel_leaves_no_trace() -> None:
    assert press(Typed(keys="th"), ACUTE) == Typed(keys="th")
    assert press(Typed(), DOT) == Typed()
    assert compose(f"{ACUTE}a") == "a"


def test_erasing_takes_one_letter_with_all_its_marks() -> None:
    typed = type_keys("nguwowif")
    seen = []
    while typed.text:
        typed = erase(typed)
        seen.append(typed.text)
    assert seen == ["ngườ", "ngư", "ng", "n", ""]


def test_a_word_can_be_gone_on_with_after_erasing() -> None:
    assert type_keys("i", erase(type_keys("nguwowif"))).text == "người"
    assert type_keys("s", erase(type_keys("hoab"))).text == "hóa"
    assert type_keys("t", erase(type_keys("test"))).text == "test"


def test_erasing_the_space_goes_back_to_the_word_before_it() -> None:
    assert type_keys(ACUTE, erase(type_keys("khai tru "))).text == "khai trú"


def test_after_a_word_was_erased_wholly_telex_is_back() -> None:
    typed = erase(erase(erase(erase(type_keys("test")))))
    assert type_keys("as", typed).text == "á"


def test_erasing_nothing_is_nothing() -> None:
    assert erase(Typed()) == Typed()


def test_no_more_is_typed_than_there_is_room_for() -> None:
    assert len(type_keys("a " * LONGEST).text) == LONGEST


def test_what_was_typed_stays_out_of_the_log() -> None:
    assert "hoa" not in repr(type_keys("nguyeenx hoa"))


KEYS = st.one_of(
    st.sampled_from([*"abcdeghiklmnopqrstuvxywzfj0123456789 @-/.ăâđêôơưĂĐAEOUW", *TONES]), st.characters()
)


@given(st.lists(KEYS, max_size=30))
def test_typing_is_total_and_composed(keys: list[str]) -> None:
    typed = Typed()
    pressed = 0
    for key in keys:
        typed = press(typed, key)
        pressed += len(unicodedata.normalize("NFC", key))
        assert unicodedata.is_normalized("NFC", typed.text)
        assert len(typed.text) <= pressed


@given(st.lists(st.one_of(KEYS, st.none()), max_size=30))
def test_erasing_always_takes_exactly_one_letter(keys: list[str | None]) -> None:
    typed = Typed()
    for key in keys:
        before = typed.text
        typed = erase(typed) if key is None else press(typed, key)
        assert key is not None or len(typed.text) == max(0, len(before) - 1)


@given(st.text(alphabet="abcdeghiklmnopqrstuvxywzfj", max_size=12))
def test_a_word_of_letters_is_never_longer_than_its_keys(keys: str) -> None:
    assert len(compose(keys)) <= len(keys)
