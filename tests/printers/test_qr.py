"""A text on the screen becomes a code that a phone reads."""

import base64
import io

import zxingcpp
from PIL import Image

from printers.qr import qr_picture


def test_a_phone_reads_the_vietnamese_text() -> None:
    text = "Đăng ký khai sinh (1.001193)\n– Giấy chứng sinh: bản chính\n– Căn cước"
    picture = qr_picture(text)
    assert picture is not None
    png = base64.b64decode(picture.removeprefix("data:image/png;base64,"))
    with Image.open(io.BytesIO(png)) as code:
        large = code.convert("L").resize((code.width * 4, code.height * 4), Image.Resampling.NEAREST)
    assert [found.text for found in zxingcpp.read_barcodes(large)] == [text]


def test_a_text_that_no_code_holds_gives_none() -> None:
    assert qr_picture("ộ" * 1000) is None
