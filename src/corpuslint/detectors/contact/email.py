"""E-mail addresses that cannot be delivered.

Facts. RFC 5321 (4.1.2) allows no blank, no second @ and no two dots in a row in an unquoted address; RFC 5322 (3.4.1)
the same for the local part. An internationalised address (RFC 6531) may hold any letter, so Han beside an address
cannot be told from its local part by syntax: only ASCII is taken for part of one. ``name@2x.png``, ``pkg@1.2`` and
``@handle`` are no addresses; a domain ends in letters. UTS 46 takes 。 and ． for dots, so validators let them pass;
mail programs do not. A mark behind a whole address ends it (写信到 a@example.com。cc 一份).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from corpuslint.chars import HAN
from corpuslint.finding import Applicability, Edit, Finding, Fix, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document

_PART = r"[A-Za-z0-9-]{1,63}"
_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_SUFFIX = r"(?:com|org|net|cn|edu|gov|hk|tw|mo|jp|kr|sg|de|fr|uk|us|ru|eu|int|info|io|ai|me|top|vip|xyz|asia)"
_LABEL = "(?:[邮郵电電][箱址件]|信箱|[Ee]-?[Mm]ail)[ ]?[:：][ \\t]*"
# A colon in front is that of a label; behind a Latin word it may part a name from a password.
_BEGIN = rf"(?:(?<![A-Za-z0-9@＠/:._+-])|(?<=[{HAN}]:)|(?<=[Mm]ail:)|(?<=mailto:))"
_END = r"(?![A-Za-z0-9@＠.(\-])"
_CANDIDATE = re.compile(
    rf"{_BEGIN}(?P<local>{_LOCAL})[@＠]{{1,2}}(?P<domain>(?:{_PART}[.．。,，]){{1,5}}{_SUFFIX}"
    rf"|(?:{_PART}\.{{1,2}}){{1,5}}[A-Za-z]{{2,18}}){_END}"
)
_ADDRESS = rf"(?P<gap> )(?:{_LOCAL})?@ ?(?:{_PART}\.){{1,5}}[A-Za-z]{{2,18}}{_END}"
_WHOLE = re.compile(rf"[^.．。,， ]+\.(?:[^.．。,， ]+\.)*{_SUFFIX}(?:[．。，]|,(?!cn)|\.? )")
_DOTTED = rf"{_PART}(?:\.{_PART}){{0,4}}"
_SPACED = re.compile(
    rf"{_LABEL}(?P<labelled>[A-Za-z0-9._+-]{{1,30}}){_ADDRESS}"
    rf"|^[^\S\n]*(?P<alone>[a-z]{{1,3}})(?= [A-Z]){_ADDRESS.replace('<gap>', '<gap2>')}(?=[^\S\n]*$)",
    re.MULTILINE,
)


_TORN_DOMAIN = re.compile(
    rf"{_LABEL}(?P<address>{_LOCAL}@(?P<domain> {_DOTTED}\.{_SUFFIX}|{_DOTTED}(?: \.|\. ){_SUFFIX})){_END}"
)


def invalid(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each address that the standards do not allow; a fix only where one reading is left."""
    yield from _broken(document, rule)
    yield from _torn(document, rule)


def _broken(document: Document, rule: Rule) -> Iterator[Finding]:
    for found in _CANDIDATE.finditer(document.text):
        if not _WHOLE.match(found["domain"]) and (fault := _fault(found.group())):
            yield Finding(rule.code, *found.span(), f"{found.group()}: {fault}", _repair(found))


def _torn(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each address with a blank in it: behind a label, or alone in its line (``jy Zhang@…``)."""
    for found in _SPACED.finditer(document.text):
        word = "labelled" if found["labelled"] else "alone"
        if found[word].lower() in rule.options["labels"]:
            continue
        yield _joined(rule.code, found.start(word), document.text[found.start(word) : found.end()].rstrip())
    for found in _TORN_DOMAIN.finditer(document.text):
        if not _WHOLE.match(found["domain"].lstrip()):
            yield _joined(rule.code, found.start("address"), found["address"])


def _joined(code: str, start: int, written: str) -> Finding:
    """Return the finding of an address with blanks in it, with a fix that takes them out."""
    edits = tuple(Edit(start + at, start + at + 1, "") for at, char in enumerate(written) if char == " ")
    fix = Fix(Applicability.UNSAFE, "take out the blank", edits)
    return Finding(code, start, start + len(written), f"{written}: a blank in the address", fix)


@lru_cache(maxsize=1024)  # the package takes 50 µs, and addresses come again
def _fault(address: str) -> str:
    """Return why an address is not valid; empty if it is."""
    if re.search("[．。，]", address):
        return "a full-width mark in the address"
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 (30 ms)

    try:
        validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        # Names of a private network (printer.local) are not for the world, but no mistake.
        return "" if "special-use" in str(error) else str(error)
    return ""


def _repair(found: re.Match[str]) -> Fix | None:
    """Return the fix that brings marks of the wrong width and doubled marks back, if that makes a valid address."""
    repaired = found["local"] + "@" + re.sub("[.．。,，]+", ".", found["domain"])
    if _fault(repaired):
        return None
    return replacement(*found.span(), repaired, Applicability.UNSAFE)
