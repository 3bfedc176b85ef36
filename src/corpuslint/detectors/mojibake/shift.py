"""GBK read one byte out of step.

Facts: a GBK character is a lead byte 81–FE and a trail byte 40–7E or 80–FE, so nothing in the bytes says where a
character starts. Drop, add or overwrite one byte and every pair after it is read across the border of two characters,
until a byte below 80 brings the reader back into step: a trail byte 40–7E that now stands alone (an ASCII letter out
of nowhere), or a true ASCII character that is now taken for a trail byte (and vanishes into an ideograph). A lead
byte before a byte below 40 is no pair; decoders write ``?`` for it, and those of Windows swallow the ASCII byte with
it.
"""

from corpuslint.typed import NamedTuple


class Rephased(NamedTuple):
    """What characters say when their bytes are read in step again."""

    text: str
    used: int
    """How many characters were read."""
    pending: int
    """A lead byte whose trail byte is lost; 0: the reader is in step again."""


def rephase(pending: int, tail: str, most: int = 64) -> Rephased | None:
    """Read ``tail`` as GBK with the byte ``pending`` in front, until the reader is in step; ``None`` if it never is.

    A ``?`` in ``tail`` is a pair of which only the place is known, so the reading ends before it.
    """
    read: list[str] = []
    for at, char in enumerate(tail[:most]):
        if char == "?":
            return Rephased("".join(read), at, pending)
        code = gbk(char)
        if len(code) == 1 and not 0x40 <= code[0] <= 0x7E:
            return None
        whole = pair(pending, code[0]) if code else ""
        if not whole:
            return None
        read.append(whole)
        if len(code) == 1:
            return Rephased("".join(read), at + 1, 0)
        pending = code[1]
        if pending < 0x80:
            return Rephased("".join(read) + chr(pending), at + 1, 0)
    return None


def gbk(char: str) -> bytes:
    """Return the one or two bytes of a character in GBK; none if it has no such form."""
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return b""


def pair(lead: int, trail: int) -> str:
    """Return the character of two bytes in GBK; empty if there is none."""
    try:
        return bytes((lead, trail)).decode("gbk") if lead >= 0x81 else ""
    except UnicodeDecodeError:
        return ""
