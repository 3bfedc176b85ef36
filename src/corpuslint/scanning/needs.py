"""What a text must hold for a trigger to fire: sets of characters and of pairs, from each of which it needs one.

The automata of all triggers take longer to build than a hook needs for all else. A run that sees only small texts asks
each first which characters and neighbours it holds at all; only triggers whose needs it meets go into an automaton.

The needs are necessary, not sufficient: where the reading of a pattern is not sure, nothing is needed.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property

from corpuslint import chars, scripts
from corpuslint.rule import Rule
from corpuslint.scanning import heads, neighbours, outline, texts, trigger
from corpuslint.scanning.scan import Scan, Scanner, Survey
from corpuslint.scanning.trigger import _SCRIPTS, _TOKEN, _ranges
from corpuslint.snapshot import keep, recall, stamp

_MOST = 8_000
"""Characters in a set: those of one script pass; a larger set is met by nearly every text."""
_MOST_KEPT = 2_000

_PAIRS = 200
"""Pairs in a set; a larger one is met by many a text, and dear to keep."""

_UNSURE = "AbBDGpPQSWXzZ"
"""Letters of escapes that stand for no character, or for all but some."""

_NOT_UTF8 = r"\p{NotUTF8}"
_FEW = 3
_SMALL = 1 << 16
"""Texts and bytes after which the automata of all triggers pay for themselves."""

Need = str | tuple[str, ...]
"""A set of characters, as a text; or a set of pairs of neighbours, with characters among them."""
Needs = tuple[str | tuple[str | int, ...], ...]
"""The same with pairs as numbers, heads of lines, and pairs of kinds."""


def held(text: str) -> frozenset[str | int]:
    """Return what a text holds of that which triggers may need; its line ends are those of triggers."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    data = lines.encode("utf-8", "surrogatepass")
    return frozenset(text).union(neighbours.pairs_of(lines), heads.heads_of(lines), outline.outline(data))


def met(needs: Needs, held: frozenset[str | int]) -> bool:
    """Tell whether a text that holds these characters and pairs meets all needs."""
    return not any(held.isdisjoint(need) for need in needs)


def needs_of(patterns: Sequence[str]) -> list[Needs]:
    """Return the needs of triggers; those worked out before are recalled."""
    key = stamp(
        __file__, *(module.__file__ or "" for module in (heads, neighbours, outline, texts, trigger, chars, scripts))
    )
    known: dict[str, Needs] = recall("needs", key) or {}
    new = {pattern: needs(pattern) for pattern in patterns if pattern not in known}
    if new:
        keep("needs", key, {**(known if len(known) < _MOST_KEPT else {}), **new})
    return [known[pattern] if pattern in known else new[pattern] for pattern in patterns]


def needs(pattern: str) -> Needs:
    """Return what a text must hold for one trigger to match."""
    found = _Reader([found.group() for found in _TOKEN.finditer(pattern)]).alternatives()
    if "(?i" in pattern or "(?s" in pattern:
        found = {_both_cases(need) for need in found}
    numbered = {need if isinstance(need, str) else tuple(map(_number, need)) for need in found}
    opening = heads.heads(pattern)
    return tuple(sorted({*numbered, *outline.outline_needs(pattern), *([opening] if opening else [])}, key=repr))


def _number(text: str) -> str | int:
    return neighbours.pair(*text) if len(text) > 1 else text


def _both_cases(need: Need) -> Need:
    if isinstance(need, str):
        return "".join(sorted({*need, *need.lower(), *need.upper()}))
    return tuple(
        sorted({one + two for text in need for one in _both_cases(text[0]) for two in _both_cases(text[1:]) or [""]})
    )


class Thrifty:
    """A scanner that builds, while a run sees but little, only the automata that each text calls for.

    Args:
        make: makes the scanner of some rules.
        rules: all rules of the run.

    """

    def __init__(self, make: Callable[[Sequence[Rule]], Scanner], rules: Sequence[Rule]) -> None:
        self._make = make
        self._rules = rules
        self._texts = self._bytes = 0

    @cached_property
    def _whole(self) -> Scanner:
        return self._make(self._rules)

    def scan(self, data: bytes) -> Scan:
        """Scan as :meth:`corpuslint.scanning.scan.Scanner.scan` does."""
        narrowed = self._narrowed(data)
        return Scan(*narrowed.singly(data)[:2]) if narrowed else self._whole.scan(data)

    def survey(self, data: bytes) -> Survey:
        """Survey as :meth:`corpuslint.scanning.scan.Scanner.survey` does; of a small text lines are not told apart."""
        narrowed = self._narrowed(data)
        return narrowed.singly(data) if narrowed else self._whole.survey(data)

    def surveys(self, texts: Sequence[bytes]) -> list[Survey]:
        """Survey some texts as :meth:`corpuslint.scanning.scan.Scanner.surveys` does."""
        if len(texts) <= _FEW and sum(map(len, texts)) <= _SMALL:
            return [self.survey(data) for data in texts]
        self._texts += len(texts)
        return self._whole.surveys(texts)

    def _narrowed(self, data: bytes) -> Scanner | None:
        """Return a scanner for one text; ``None`` if that of all triggers pays, or the text is not UTF-8."""
        self._texts += 1
        self._bytes += len(data)
        if self._texts > _FEW or self._bytes > _SMALL:
            return None
        try:
            text = "\n" + data.decode("utf-8")
        except UnicodeDecodeError:
            return None
        return self._make(list(self._called_for(held(text))))

    def _called_for(self, held: frozenset[str | int]) -> Iterator[Rule]:
        """Yield the rules that can fire in a text with these characters, with the triggers that can."""
        wanted = iter(needs_of([trigger for rule in self._rules for trigger in rule.triggers]))
        for rule in self._rules:
            needed = [(trigger, next(wanted)) for trigger in rule.triggers]
            triggers = tuple(trigger for trigger, need in needed if trigger != _NOT_UTF8 and met(need, held))
            if triggers or not rule.triggers:
                yield rule._replace(triggers=triggers)


class _Reader:
    """Reads the tokens of a pattern from left to right."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def alternatives(self) -> set[Need]:
        """Read up to the end of the group; return what every alternative needs, as far as sets can say it."""
        found = [self._sequence()]
        while self._peek() == "|":
            self._next()
            found.append(self._sequence())
        return found[0] if len(found) == 1 else {*_of_one(found), *_of_two(found)}

    def _sequence(self) -> set[Need]:
        found: set[Need] = set()
        before = ""
        while self._peek() not in ("", "|", ")"):
            item, members = self._item()
            absent = self._may_be_absent()
            if not absent:
                found |= item
            if absent or not members:
                before = ""
                continue
            if 0 < len(before) * len(members) <= _PAIRS and "\r" not in before + members:
                found.add(tuple(sorted({one + two for one in before for two in members})))
            before = members
        return found

    def _item(self) -> tuple[set[Need], str]:
        """Read one character, class or group; return its needs, and the characters if it is one or a class."""
        word = self._next()
        if word == "(":
            return self._group(), ""
        members = _characters(word)
        return ({members} if members else set()), members

    def _group(self) -> set[Need]:
        if self._peek() == "?":
            while self._next() not in (":", ">", ")"):
                pass
            if self._tokens[self._at - 1] == ")":  # flags alone: (?i)
                return set()
        found = self.alternatives()
        if self._peek() == ")":
            self._next()
        return found

    def _may_be_absent(self) -> bool:
        """Read the quantifiers behind an item; tell whether they let it be absent."""
        absent = False
        while self._peek() in ("*", "+", "?") or self._peek().startswith("{"):
            word = self._next()
            absent |= word in ("*", "?") or word.startswith(("{0", "{,"))
        return absent


def _of_one(found: Sequence[set[Need]]) -> Iterator[Need]:
    """Yield what alternatives need of characters: the rarest set of each."""
    sets = [[need for need in each if isinstance(need, str)] for each in found]
    if all(sets):
        union = "".join(sorted({char for each in sets for char in min(each, key=_rarity)}))
        if len(union) <= _MOST:
            yield union


def _of_two(found: Sequence[set[Need]]) -> Iterator[Need]:
    """Yield what alternatives need of pairs: the smallest set of each; of characters where it needs no pair."""
    if all(found):
        union = tuple(sorted({text for each in found for text in min(each, key=_pairs_first)}))
        if len(union) <= _PAIRS and any(len(text) > 1 for text in union):
            yield union


def _pairs_first(need: Need) -> tuple[bool, int, str]:
    return isinstance(need, str), len(need), repr(need)


@cache
def _characters(word: str) -> str:
    """Return the characters that a token stands for; empty if they are too many, or none is sure."""
    if word in (".", "^", "$"):
        return ""
    if word.startswith("\\p{"):
        return scripts.members(word[3:-1].lower()) if word[3:-1] in _SCRIPTS else ""
    if word[0] == "[":
        return "" if word[1] == "^" else _listed(word[1:-1])
    if word[0] == "\\":
        return "" if word[1] in _UNSURE else _listed(word)
    return word


def _listed(members: str) -> str:
    ranges = _ranges(members)
    if sum(high - low + 1 for low, high in ranges) > _MOST:
        return ""
    return "".join(sorted({chr(point) for low, high in ranges for point in range(low, high + 1)}))


def _rarity(need: str) -> tuple[int, str]:
    return len(need), need
