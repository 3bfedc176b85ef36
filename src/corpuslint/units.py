"""Long texts as arrays of numbers, one for each character.

Facts: numpy takes 80 ms to import and then reads a table at one to two nanoseconds a character, twenty times as fast
as ``str.translate``; so it pays off from about a million characters, in one text or in many, or from a few hundred
where it is imported already. Four bytes a character are the quickest to come by, whatever the text holds; where half
as many do, characters beyond the Basic Multilingual Plane, of which there are few, are 0 and looked at one by one.
"""

import sys

from corpuslint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

ASTRAL = "\U00010000"
"""The first character that does not fit."""
_COLD = 1 << 20
"""Code points from which numpy pays off though it must be imported."""
_WARM = 1 << 8
_asked = 0
"""Code points of the texts so far for which numpy would have to be imported: many short texts are a long one."""


def pays_off(text: str, least: int = _WARM) -> bool:
    """Tell whether a text, or those asked about so far, are long enough for numpy; ``least``: where it is imported."""
    global _asked  # noqa: PLW0603 (a process imports numpy once)
    if "numpy" in sys.modules:
        return len(text) >= least
    _asked += len(text)
    return _asked >= _COLD


def points_of(text: str) -> "Array":
    """Return the code points of a text, four bytes each."""
    import numpy as np  # noqa: PLC0415 (80 ms)

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def units_of(text: str) -> "Array":
    """Return the code points of a text, two bytes each; 0 for those beyond the Basic Multilingual Plane."""
    points = points_of(text)
    units = points.astype("<u2")
    if len(text) and points.max() > ord("\uffff"):
        units[points > ord("\uffff")] = 0
    return units
