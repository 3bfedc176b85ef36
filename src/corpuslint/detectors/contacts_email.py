"""E-mail addresses that cannot be delivered.

Facts. RFC 5321 (4.1.2) allows no blank, no second @ and no two dots in a row in an unquoted address; RFC 5322 (3.4.1)
the same for the local part. An internationalised address (RFC 6531) may hold any letter, so Han beside an address
cannot be told from its local part by syntax: only ASCII is taken for part of one. ``name@2x.png``, ``pkg@1.2`` and
``@handle`` are no addresses; a domain ends in letters.
"""

import re
from collections.abc import Iterator

from corpuslint.finding import Applicability, Finding, Fix, replacement
from corpuslint.rulebook import Rule
from corpuslint.source import Document

_LABEL = r"[A-Za-z0-9-]{1,63}"
_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_CANDIDATE = re.compile(
    rf"(?<![A-Za-z0-9@＠/:._+-])(?P<local>{_LOCAL})(?P<at> ?[@＠]{{1,2}} ?)"
    rf"(?P<domain>(?:{_LABEL}[.．。,，]{{1,2}}){{1,5}}[A-Za-z]{{2,10}})(?![A-Za-z0-9@＠.(])"
)
_SPACED = re.compile(
    rf"^[^\S\n]*(?P<first>[a-z][a-z0-9._-]{{0,20}}) (?P<rest>{_LOCAL}@(?:{_LABEL}\.){{1,5}}[A-Za-z]{{2,10}})[^\S\n]*$",
    re.MULTILINE,
)


def invalid(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each address that the standards do not allow; a fix only where one reading is left."""
    yield from _broken(document, rule)
    yield from _torn(document, rule)


def _broken(document: Document, rule: Rule) -> Iterator[Finding]:
    for found in _CANDIDATE.finditer(document.text):
        fault = _fault(found.group())
        if fault and found["local"].lower() not in rule.options["labels"]:
            yield Finding(rule.code, *found.span(), f"{found.group()}: {fault}", _repair(found))


def _torn(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each address that stands alone in its line and has a blank in its local part."""
    for found in _SPACED.finditer(document.text):
        if found["first"] in rule.options["labels"]:
            continue
        start, end = found.start("first"), found.end("rest")
        message = f"{document.text[start:end]}: a blank in front of the @"
        gap = found.end("first")
        yield Finding(rule.code, start, end, message, replacement(gap, gap + 1, "", Applicability.UNSAFE))


def _fault(address: str) -> str:
    """Return why an address is not valid; empty if it is."""
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
