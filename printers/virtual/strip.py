"""The paper of a receipt printer: what is burnt into it, and the pieces that are cut or torn off."""

from dataclasses import dataclass, field

from PIL import Image

DOTS_PER_MM = 8  # 203 dpi


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of paper that came out, dot for dot. is_cut: by the knife; otherwise it was torn off."""

    picture: Image.Image
    is_cut: bool


@dataclass(kw_only=True)
class Strip:
    """What hangs out of the printer, `width_dots` wide. left_rows: of the roll that is in it."""

    width_dots: int
    left_rows: int
    _rows: bytearray = field(default_factory=bytearray)

    @property
    def printed_rows(self) -> int:
        """How much has come out since the last piece was taken away."""
        return len(self._rows) // (self.width_dots // 8)

    def burn(self, dots: bytes, x_bytes: int = 0) -> None:
        """One row: a set bit of `dots` is black, the first at the byte `x_bytes`. The rest stays white."""
        width = self.width_dots // 8
        row = (bytes(x_bytes) + dots)[:width]
        self._rows += row + bytes(width - len(row))
        self.left_rows -= 1

    def feed(self, rows: int) -> None:
        """Rows that stay white."""
        self._rows += bytes(rows * (self.width_dots // 8))
        self.left_rows -= rows

    def take(self, *, is_cut: bool) -> Piece | None:
        """The paper that hangs out, taken off; None when none does."""
        if not self._rows:
            return None
        white = bytes(byte ^ 0xFF for byte in self._rows)
        picture = Image.frombytes("1", (self.width_dots, self.printed_rows), white)
        self._rows.clear()
        return Piece(picture=picture, is_cut=is_cut)
