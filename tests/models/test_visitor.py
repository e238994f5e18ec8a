"""A name on a public screen says no more than it must."""

import pytest

from models.visitor import masked_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Nguyễn Thị Hoa", "N. T. Hoa"), ("Đặng Văn Ân", "Đ. V. Ân"), ("Hoa", "Hoa"), ("  ", "")],
)
def test_only_the_given_name_is_spelt_out(name: str, shown: str) -> None:
    assert masked_name(name) == shown
