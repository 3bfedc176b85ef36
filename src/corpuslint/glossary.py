"""The glossary: how names are to be written, as the owner of a corpus keeps it in a TOML file.

    [terms]                              # canonical form = its variants
    "中国—中亚" = ["中国-中亚", "中国中亚"]

    [[term]]                             # where there is more to say
    canonical = "联合国环境规划署"
    variants = ["联合国环境署"]
    exceptions = ["联合国环境署大会"]    # longer texts in which a variant is right
    scope = ["reports/*.md"]             # the documents meant, by their paths; all, if left out
    note = "the Chinese name of 2017"

Lines of the first kind, one to a term, are read without the TOML parser: tomllib takes five seconds for fifty
thousand.
"""

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from corpuslint.lazy import Lazy
from corpuslint.typed import Any, NamedTuple

_HEADER = Lazy(r"\s*\[(?P<double>\[)?\s*(?P<name>[\w-]+)\s*\]?\]\s*(?:#.*)?")
_TEXT = r'"[^"\\\x00-\x1f]*"'
_LINE = Lazy(rf"\s*({_TEXT})\s*=\s*\[\s*((?:{_TEXT}\s*,\s*)*(?:{_TEXT})?)\s*\]\s*(?:#[^\x00-\x08]*)?")
_QUOTED = Lazy(_TEXT)
_KEYS = {"canonical": str, "variants": list, "exceptions": list, "scope": list, "note": str}


class GlossaryError(ValueError):
    """A glossary that cannot be used; the message names file, line and fault."""


class Entry(NamedTuple):
    """One variant and what is to stand in its place."""

    variant: str
    """Empty: the term has no variants; it is known all the same."""
    canonical: str
    scope: tuple[str, ...] = ()
    """Globs of the paths of documents; empty: all."""
    exceptions: tuple[str, ...] = ()

    def holds_in(self, path: str) -> bool:
        """Tell whether the entry is meant for the document at ``path``."""
        return not self.scope or any(fnmatchcase(path, glob) for glob in self.scope)


class Term(NamedTuple):
    """One term of the file and the line (from 1) that it begins in."""

    line: int
    canonical: str
    variants: tuple[str, ...]
    scope: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


def read(file: Path) -> tuple[Entry, ...]:
    """Return the entries of a glossary file.

    Raises:
        GlossaryError: it cannot be read, is no glossary, or contradicts itself.

    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror}; check `glossary` in the configuration"
        raise GlossaryError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{file}: not UTF-8 (at byte {error.start}); TOML must be"
        raise GlossaryError(msg) from error
    return parse(text, str(file))


def parse(text: str, name: str = "glossary") -> tuple[Entry, ...]:
    """Return the entries of a glossary's text; ``name`` stands for it in messages. Raises :class:`GlossaryError`."""
    terms = list(read_terms(text, name))
    for line, fault in _faults(terms):
        msg = f"{name}:{line}: {fault}"
        raise GlossaryError(msg)
    return tuple(
        Entry(variant, term.canonical, term.scope, term.exceptions)
        for term in terms
        for variant in term.variants or ("",)
    )


def read_terms(text: str, name: str = "glossary") -> Iterator[Term]:
    """Yield the terms of a glossary's text, not checked against one another. Raises :class:`GlossaryError`."""
    import tomllib  # noqa: PLC0415 (9 ms, which a run without glossary does not pay)

    lines = text.split("\n")
    if '"""' not in text and "'''" not in text:
        yield from _simple_lines(lines)
    try:
        table = tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        msg = f"{name}: not TOML: {error}"
        raise GlossaryError(msg) from error
    try:
        yield from _table_terms(table, lines)
    except _BadTableError as fault:
        msg = f"{name}:{fault}"
        raise GlossaryError(msg) from fault


def _simple_lines(lines: list[str]) -> Iterator[Term]:
    """Yield the terms of lines of the plain kind, and blank these lines."""
    inside = False
    for number, line in enumerate(lines):
        found = _LINE.fullmatch(line) if inside else None
        if found:
            lines[number] = ""
            yield Term(number + 1, found[1][1:-1], tuple(text[1:-1] for text in _QUOTED.findall(found[2])))
        elif header := _HEADER.fullmatch(line):
            inside = header["name"] == "terms" and not header["double"]


class _BadTableError(ValueError):
    """Says ``LINE: fault``."""


def _table_terms(table: dict[str, Any], lines: list[str]) -> Iterator[Term]:
    for key in table:
        if key not in ("terms", "term"):
            msg = f"{_line_of(lines, key)}: `{key}` is not a table of a glossary; it has [terms] and [[term]]"
            raise _BadTableError(msg)
    if not isinstance(table.get("terms", {}), dict):
        msg = f"{_line_of(lines, 'terms')}: `terms` must be a table, written [terms]"
        raise _BadTableError(msg)
    if not _tables(table.get("term", [])):
        msg = f"{_line_of(lines, 'term')}: `term` must be tables, each written [[term]]"
        raise _BadTableError(msg)
    for canonical, variants in table.get("terms", {}).items():
        yield _term({"canonical": canonical, "variants": variants}, _line_of(lines, canonical))
    starts = [number for number, line in enumerate(lines, 1) if re.match(r"\s*\[\[\s*term\s*\]\]", line)]
    terms = table.get("term", [])
    for number, entry in enumerate(terms):
        yield _term(entry, starts[number] if len(starts) == len(terms) else 1)


def _tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _term(entry: dict[str, Any], line: int) -> Term:
    """Return the term of a table. Raises :class:`_BadTableError`."""
    for key, value in entry.items():
        if key not in _KEYS:
            from difflib import get_close_matches  # noqa: PLC0415 (only for a message)

            near = get_close_matches(key, _KEYS, 1)
            msg = f"{line}: unknown key `{key}`" + (f"; did you mean `{near[0]}`?" if near else "")
            raise _BadTableError(msg)
        texts = not isinstance(value, list) or all(isinstance(item, str) for item in value)
        if not isinstance(value, _KEYS[key]) or not texts:
            msg = f"{line}: `{key}` must be a {'text' if _KEYS[key] is str else 'list of texts'}, not {value!r}"
            raise _BadTableError(msg)
    lists = {key: tuple(entry.get(key, ())) for key in ("variants", "scope", "exceptions")}
    return Term(line, entry.get("canonical", ""), **lists)


def _line_of(lines: list[str], key: str) -> int:
    written = (key, f'"{key}"', f"'{key}'", f"[{key}", f"[[{key}")
    return next((number for number, line in enumerate(lines, 1) if line.lstrip().startswith(written)), 1)


def _faults(terms: Iterable[Term]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with terms, alone and against one another: the line, and the fault."""
    canonicals: dict[str, list[Term]] = {}
    variants: dict[str, list[Term]] = {}
    for term in terms:
        yield from _own_faults(term)
        for other in _overlapping(term, canonicals.get(term.canonical)):
            yield term.line, f"{term.canonical!r} is already a term in line {other.line}; put its variants together"
        canonicals.setdefault(term.canonical, []).append(term)
        for variant in term.variants:
            for other in _overlapping(term, variants.get(variant)):
                yield term.line, _two_ways(variant, term, other)
            variants.setdefault(variant, []).append(term)
    for variant, owners in variants.items():
        for term in owners if variant in canonicals else ():
            for other in _overlapping(term, canonicals[variant]):
                there = f"a term of its own in line {other.line}"
                yield term.line, f"{variant!r} is a variant of {term.canonical!r} here and {there}"


def _two_ways(variant: str, term: Term, other: Term) -> str:
    if term is other or term.canonical == other.canonical:
        return f"{variant!r} stands twice among the variants of {term.canonical!r} (also line {other.line})"
    return f"{variant!r} is a variant of {term.canonical!r} here and of {other.canonical!r} in line {other.line}"


def _own_faults(term: Term) -> Iterator[tuple[int, str]]:
    if not term.canonical.strip():
        yield term.line, "`canonical` is missing or empty"
    for variant in term.variants:
        if not variant.strip() or variant != variant.strip():
            yield term.line, f"variant {variant!r} is empty or begins or ends with a blank"
        if variant == term.canonical:
            yield term.line, f"{variant!r} is its own variant"
    for exception in term.exceptions:
        if not any(variant in exception for variant in term.variants):
            yield term.line, f"exception {exception!r} holds none of the variants"


def _overlapping(term: Term, others: Iterable[Term] | None) -> Iterable[Term]:
    """Yield the others that may be meant for one document with ``term``."""
    if not others:  # nearly always, in a glossary of tens of thousands
        return ()
    return (other for other in others if not term.scope or not other.scope or set(term.scope) & set(other.scope))
