"""What was probably meant by a word that nothing knows."""

from collections.abc import Sequence

from corpuslint.language import say


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return a hint at the nearest of the known words, or all of them where none is near."""
    nearest = near(word, known)
    if nearest:
        return say("; did you mean `{word}`?", word=nearest)
    return say("; known are {words}", words=", ".join(known))


def near(word: str, known: Sequence[str]) -> str:
    """Return the known word that is most like a given one, whatever its case; empty if none is."""
    from difflib import get_close_matches  # noqa: PLC0415 (only for a message)

    by_lower = {other.lower(): other for other in known}
    found = get_close_matches(word.lower(), by_lower, 1)
    return by_lower[found[0]] if found else ""
