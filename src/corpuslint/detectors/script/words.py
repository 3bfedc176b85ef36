"""Simplified characters of traditional text, looked at with the word that they stand in.

Facts: 关 has one traditional form and 系 three, but 关系 only one, 關係: OpenCC's list of phrases has 49,000 words of
which the characters alone do not tell the form. To bring over the one and leave the other makes a word of neither
script. What both scripts write (布 in 發布) stays as the document has it, though the list may write it otherwise.
"""

from functools import lru_cache

from corpuslint import convert
from corpuslint.convert import dictionaries
from corpuslint.typed import NamedTuple

_LONGEST = 5


class Word(NamedTuple):
    """A word of a text, offsets in code points, and its traditional form, which is as long."""

    start: int
    end: int
    form: str


def word_at(text: str, classes: str, start: int, end: int, mode: str) -> Word | None:
    """Return the longest phrase of the list around a span of a text, in the form that the conversion ``mode`` gives it.

    ``classes`` has a letter for each character of the text; only what is ``S`` or ``x`` there may change.
    """
    first, last = max(0, end - _LONGEST), start + _LONGEST
    word = _word(text[first:last], classes[first:last], start - first, end - first, mode)
    return Word(word.start + first, word.end + first, word.form) if word else None


@lru_cache(maxsize=1 << 12)  # the same words are wrong again and again, and each costs two conversions
def _word(around: str, classes: str, start: int, end: int, mode: str) -> Word | None:
    simplified = convert.convert(around, "t2s")
    if len(simplified) != len(around):
        return None
    phrases = dictionaries.values("STPhrases")
    for size in range(_LONGEST, max(1, end - start - 1), -1):
        for at in range(max(0, end - size), start + 1):
            word = simplified[at : at + size]
            if len(word) == size and len(phrases.get(word, ())) == 1:
                form = convert.convert(word, mode)
                if _changes_only(form, around[at : at + size], classes[at : at + size]):
                    return Word(at, at + size, form)
    return None


def _changes_only(form: str, text: str, classes: str) -> bool:
    """Tell whether a form differs from the text only where that is simplified."""
    return len(form) == len(text) and all(
        new == old or kind in "Sx" for new, old, kind in zip(form, text, classes, strict=True)
    )
