r"""Can a pattern be a trigger? One must mean the same to RE2 and to Python's ``re``.

Facts: RE2 has no lookaround, no backreferences, no atomic groups, no possessive repetitions and no ``\Z``, and counts
to 1,000 (https://github.com/google/re2/wiki/Syntax). ``\b`` on undecoded bytes knows ASCII words only, so that beside
Han it is not what it says.

Asked of the pages that a corpus brings along; those that are shipped are tested.
"""

import re
import warnings
from collections.abc import Iterator

from corpuslint.language import say
from corpuslint.patterns import inside, parsed
from corpuslint.scanning.trigger import check, loosened, to_bytes_pattern
from corpuslint.typed import Any
from corpuslint.vocabulary import GLOSSARY

_REFUSED = {
    "ASSERT": "lookaround is not understood",
    "ASSERT_NOT": "lookaround is not understood",
    "GROUPREF": "references back are not understood",
    "GROUPREF_EXISTS": "references back are not understood",
    "ATOMIC_GROUP": "atomic groups are not understood",
    "POSSESSIVE_REPEAT": "possessive repetitions are not understood",
    "AT_BOUNDARY": r"`\b` knows no Chinese word; write the characters that may stand there",
    "AT_NON_BOUNDARY": r"`\B` knows no Chinese word; write the characters that may stand there",
    "AT_END_STRING": r"`\Z` is not understood; the end of the text is `$`",
}


def fault(pattern: str) -> str:
    """Return why a pattern cannot be a trigger, with a remedy where there is one; empty if it can."""
    if pattern == GLOSSARY:
        return ""
    if not pattern:
        return say("is empty; `triggers = []` is for a rule that looks at every document")
    try:
        with warnings.catch_warnings():  # `[[` will have a meaning in some later Python
            warnings.simplefilter("ignore", FutureWarning)
            check(pattern)
            refused = next(_refused(parsed(re.sub(r"\\p\{\w+\}", ".", pattern))), "")
    except (re.error, RecursionError, OverflowError) as error:
        return say("not a regular expression: {error}", error=error)
    return refused or _untranslatable(pattern)


def _refused(nodes: list[tuple[str, Any]]) -> Iterator[str]:
    for kind, value in nodes:
        for name in (kind, str(value)) if kind == "AT" else (kind,):
            if name in _REFUSED:
                yield say(_REFUSED[name])
        for part in inside(kind, value):
            yield from _refused(part)


def _untranslatable(pattern: str) -> str:
    try:
        translated = [to_bytes_pattern(loosened(pattern)), to_bytes_pattern(pattern)]
    except UnicodeEncodeError:
        return say("half of a surrogate pair is no character")
    except ValueError as error:
        return str(error)
    return next(filter(None, map(_refusal_of_re2, translated)), "")


def _refusal_of_re2(pattern: bytes) -> str:
    try:
        import re2  # noqa: PLC0415 (not on every platform)
    except ImportError:
        return ""
    options: Any = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else error
        return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
    return ""
