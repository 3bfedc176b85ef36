"""Traditional, simplified, Japanese: which script a text is written in, told by its characters.

Facts: one Han character in three of running Chinese is written in one of the two scripts only (31.7 % of tokens in
simplified text, 33.0 % in traditional), so a dozen characters decide. Characters that both scripts use, though one of
them also for something else (后 里 干 发 台 于 乾 著), are no evidence. Japanese uses characters of both, and kana: of
142,000 Chinese paragraphs none has a tenth as many kana as Han, of Japanese ones 98 % have. The classes come from
OpenCC's tables and Unihan (``tables/make_script.py``).
"""

import re
import sys
from collections.abc import Sequence
from functools import cache

from corpuslint import chars
from corpuslint.lazy import Lazy
from corpuslint.tabled import table
from corpuslint.typed import TYPE_CHECKING, Any, NamedTuple
from corpuslint.units import ASTRAL, pays_off, points_of

if TYPE_CHECKING:
    from corpuslint.units import Array

_LETTERS = {
    "traditional": "T",
    "traditional-shared": "t",
    "simplified": "S",
    "simplified-shared": "s",
    "shinjitai": "J",
}
_ASTRAL = Lazy("[\U00010000-\U0010ffff]")
_RANGE = "([\0-\uffff])(?:-([\0-\uffff]))?"
"""A range of the Basic Multilingual Plane within a class of :mod:`corpuslint.chars`."""
_HAN_BEYOND = re.compile("([\U00020000-\U0010ffff])-([\U00020000-\U0010ffff])")
"""A range of Han beyond it, within :data:`corpuslint.chars.HAN`."""
_PIECE = 1 << 16
"""Characters whose numbers stay in the cache of a processor: a fifth faster than a long text at once."""
_STANDS_FOR = {"T": "國", "S": "国", "H": "一", ".": "."}


@cache
def members(name: str) -> str:
    """Return the characters of a class: ``traditional``, ``simplified``, both also with ``-shared``, ``shinjitai``."""
    text = table("script.txt")
    rows = dict(row.split(" ", 1) for row in text.split("\n") if row and not row.startswith("#"))
    return rows[name]


@cache
def _letter_of() -> dict[str, str]:
    """Return the letter of each character that differs between the scripts; the telling classes win."""
    letters: dict[str, str] = {}
    for name in ("shinjitai", "simplified-shared", "traditional-shared", "simplified", "traditional"):
        letters |= dict.fromkeys(members(name), _LETTERS[name])
    return letters


@cache
def _plane() -> list[str]:
    """Return the letter of every code point of the Basic Multilingual Plane."""
    plane = ["."] * 0x10000
    for block, letter in ((chars.HAN, "H"), (chars.KANA, "K")):
        for low, high in re.findall(_RANGE, block):
            plane[ord(low) : ord(high or low) + 1] = letter * (ord(high or low) - ord(low) + 1)
    for char, letter in _letter_of().items():
        if char < ASTRAL:
            plane[ord(char)] = letter
    return plane


def letters(text: str) -> str:
    """Return one letter for each character of ``text``, so that ``str.count`` and ``re`` can look at classes.

    ``T`` traditional, ``S`` simplified, ``t`` and ``s`` shared, ``J`` Japanese form, ``H`` any other Han, ``K`` kana,
    ``.`` anything else.
    """
    if pays_off(text):
        return _vector(text).tobytes().decode("ascii")
    if not text.isascii():
        text = _ASTRAL.sub(lambda found: _STANDS_FOR[_astral(found.group())], text)
    return text.translate(_plane())


def places(text: str, letter: str) -> Sequence[int]:
    """Return the offsets at which characters of one letter stand, ascending; an array where the text is long."""
    if not pays_off(text):
        return [found.start() for found in re.finditer(re.escape(letter), letters(text))]
    import numpy as np  # noqa: PLC0415 (80 ms)

    wanted = _of_letter(letter)
    pieces = [np.flatnonzero(wanted.take(points_of(text[at : at + _PIECE]))) + at for at in range(0, len(text), _PIECE)]
    found: Any = np.concatenate(pieces)
    return found  # type: ignore[no-any-return]


def where(text: str, members: str) -> Sequence[int]:
    """Return the offsets at which one of some characters stands, ascending."""
    if not pays_off(text):
        return [found.start() for found in _any_of(members).finditer(text)]
    import numpy as np  # noqa: PLC0415 (as above)

    found: list[int] = np.flatnonzero(_membership(members).take(points_of(text))).tolist()
    return found


@cache
def _any_of(members: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(members)}]")


@cache
def _membership(members: str) -> "Array":
    import numpy as np  # noqa: PLC0415 (as above)

    table = np.zeros(sys.maxunicode + 1, dtype=bool)
    table[[ord(char) for char in members]] = True
    return table


@cache
def _of_letter(letter: str) -> "Array":
    held: Array = _codes() == ord(letter)
    return held


@cache
def _codes() -> "Array":
    """Return the letter of every code point as an array of bytes."""
    import numpy as np  # noqa: PLC0415 (as above)

    codes = np.full(sys.maxunicode + 1, ord("."), dtype=np.uint8)
    codes[: ord(ASTRAL)] = np.frombuffer("".join(_plane()).encode("ascii"), dtype=np.uint8)
    for low, high in _HAN_BEYOND.findall(chars.HAN):
        codes[ord(low) : ord(high) + 1] = ord("H")
    beyond = [char for char in _letter_of() if char >= ASTRAL]
    codes[[ord(char) for char in beyond]] = [ord(_astral(char)) for char in beyond]
    return codes


def _vector(text: str) -> "Array":
    vector: Array = _codes().take(points_of(text))
    return vector


@cache
def _han() -> re.Pattern[str]:
    return re.compile(f"[{chars.HAN}]")


def _astral(char: str) -> str:
    letter = _letter_of().get(char, "H" if _han().match(char) else ".")
    return letter.upper() if letter in "TS" else "H" if letter != "." else "."


class Counts(NamedTuple):
    """How many characters of each class a text has: the evidence for its script."""

    traditional: int
    simplified: int
    japanese: int
    """Forms that only Japanese has."""
    kana: int
    han: int

    @property
    def telling(self) -> int:
        """The characters that speak for one script."""
        return self.traditional + self.simplified

    def __str__(self) -> str:
        return f"{self.traditional} traditional and {self.simplified} simplified of {self.han} Han characters"


def counts(classes: str, start: int = 0, end: int | None = None) -> Counts:
    """Return the counts of a part of what :func:`letters` gave."""
    end = len(classes) if end is None else end
    tally = {letter: classes.count(letter, start, end) for letter in "TSJK."}
    return Counts(tally["T"], tally["S"], tally["J"], tally["K"], end - start - tally["."] - tally["K"])


def counts_of_all(classes: str) -> Counts:
    """Return the counts of all that :func:`letters` gave; twenty times as fast as :func:`counts` for a long text."""
    if not pays_off(classes):
        return counts(classes)
    import numpy as np  # noqa: PLC0415 (80 ms)

    units = np.frombuffer(classes.encode("ascii"), dtype=np.uint8)
    seen = {letter: int(np.count_nonzero(units == ord(letter))) for letter in "TSJK."}
    return Counts(seen["T"], seen["S"], seen["J"], seen["K"], len(classes) - seen["."] - seen["K"])


def verdict(seen: Counts, least: int, minority: float = 0.2) -> str:
    """Return ``simplified``, ``traditional``, ``japanese``, ``mixed`` or ``undecided``.

    With fewer telling characters than ``least`` nothing is decided; from a share of ``minority`` of the rarer script on
    a text is mixed.
    """
    if seen.kana * 10 >= max(seen.han, 1) or seen.japanese > max(1, seen.telling * 0.1):
        return "japanese"
    if seen.telling < least:
        return "undecided"
    if min(seen.traditional, seen.simplified) >= minority * seen.telling:
        return "mixed"
    return "traditional" if seen.traditional > seen.simplified else "simplified"
