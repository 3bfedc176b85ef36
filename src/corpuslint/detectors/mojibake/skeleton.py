"""What a decoder leaves of UTF-8 when it loses most of it: too little to repair, enough to name.

Facts: UTF-8 of Chinese is one lead byte E2–EF and two continuation bytes 80–BF, over and over. Big5 has no characters
at 81–A0 and EUC-KR and Shift-JIS lack others, and a decoder writes U+FFFD for each byte that it cannot read, so the
bytes that are left still stand at their places in this row of three. That a Big5 character fits by chance happens once
in 14 to 60 times.
"""

import re
from collections.abc import Iterator, Sequence

from corpuslint.detectors.mojibake.streams import LOST, stream

_RUN = re.compile(r"[^\x00-\x7f]{4,}")
_LEAST_LOST = 2
"""U+FFFD in a run, at least: of what is whole the search tells more."""


def skeletons(text: str, readers: Sequence[str], least: int) -> Iterator[tuple[int, int, str]]:
    """Yield the runs beyond ASCII that are UTF-8 read by one of the decoders ``readers``: start, end, decoder.

    ``least``: characters that must be left of a run, all at their places.
    """
    for run in _RUN.finditer(text):
        lost = run.group().count("\ufffd")
        if lost >= _LEAST_LOST and len(run.group()) - lost >= least:
            reader = next((reader for reader in readers if _in_threes(stream(run.group(), reader).data)), "")
            if reader:
                yield *run.span(), reader


def _in_threes(data: Sequence[int]) -> bool:
    """Tell whether all bytes that are left can stand where they are in a row of characters of three bytes."""
    return any(all(_fits(byte, (at - first) % 3) for at, byte in enumerate(data)) for first in range(3))


def _fits(byte: int, place: int) -> bool:
    return byte == LOST or (0xE2 <= byte <= 0xEF if place == 0 else 0x80 <= byte <= 0xBF)
