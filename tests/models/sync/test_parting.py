"""Two logs are the same up to one place, which a few questions find."""

import pytest

from models.sync.parting import last_common


@pytest.mark.parametrize("common", [0, 1, 2, 99, 100])
def test_the_last_common_entry_is_found(common: int) -> None:
    assert last_common(100, lambda seq: seq <= common) == common


def test_of_an_empty_log_nobody_is_asked() -> None:
    assert last_common(0, lambda seq: pytest.fail(f"asked for {seq}")) == 0


def test_a_log_of_years_needs_few_questions() -> None:
    asked: list[int] = []

    def is_known(seq: int) -> bool:
        asked.append(seq)
        return seq <= 777_777

    assert last_common(10_000_000, is_known) == 777_777
    assert len(asked) <= 24
