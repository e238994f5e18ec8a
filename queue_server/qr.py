"""A QR code as a picture in a page. The server's only door to segno."""

import segno
from markupsafe import Markup


def qr_svg(text: str) -> Markup:
    """`text` as an SVG element that is as large as its place; what it stands for is said beside it.

    Error correction as high as it gets: it is held before a camera, on a screen with fingerprints.
    """
    code = segno.make(text, error="h", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=4, light="#fff", dark="#000"))  # noqa: S704  no text in it
