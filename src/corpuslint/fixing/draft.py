"""A document on its way from source to fixed text, which comes into memory only when it must.

A document in which no trigger fires is never decoded, and nothing of it is kept. One that can be read again may give up
its text between two visits; what has been done to it so far is in its changes, and those can be put away too.
"""

import pickle
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Sequence

from corpuslint import edits
from corpuslint.decoding.decode import Decoded, decode
from corpuslint.edits import Change
from corpuslint.engine import Crash, Part, parts_of, surveyed
from corpuslint.facts import Facts
from corpuslint.finding import Finding
from corpuslint.fixing.known import Known
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset
from corpuslint.scanning.census import Counted, facts_of
from corpuslint.scanning.scan import Survey
from corpuslint.source import Document, Raw
from corpuslint.spooling.store import Store
from corpuslint.typed import Any

Load = Callable[[], bytes]
"""Reads the source again; raises :class:`OSError` where it cannot be read or is another by now."""

_BULKY = ("changes", "latest", "findings", "known")
_STATE = ("path", "record", "size", *_BULKY, "recode", "crashes", "lost", "certain", "plain", "census")


class Draft:
    """A document, the changes made to it so far, and what is found in it.

    Args:
        raw: the document; its bytes are kept until :meth:`reread_by` says how to have them again.
        ruleset: the rules to apply.
        survey: that of its bytes, if it has been made.

    """

    __slots__ = (*_STATE, "_decoded", "_document", "_load", "_newer", "_parts", "_put", "_ruleset", "fired")
    path: str
    record: int | None
    size: int
    """Bytes of the source."""
    changes: list[Change]
    latest: Sequence[Change]
    """The changes made last, in coordinates of the text as it was then."""
    recode: bool
    findings: list[Finding]
    known: Known
    """What rules said of the present text."""
    crashes: list[Crash]
    lost: str
    """Why the source is no longer what was read."""
    certain: bool
    plain: bool
    """Whether the source is UTF-8 without byte order mark."""
    census: Counted
    """What the present text counts as for corpus rules that did not fire (see :mod:`corpuslint.scanning.census`)."""
    fired: Sequence[Rule]
    """The rules that can find something in the present text."""

    def __init__(self, raw: Raw, ruleset: Ruleset, survey: Survey | None = None) -> None:
        data = raw.data
        self.path, self.record, self.size = raw.path, raw.record, len(data)
        self.changes, self.latest, self.findings, self.known, self.crashes = [], (), [], Known(), []
        self.recode, self.lost, self.certain, self.plain = False, "", True, True
        self._ruleset = ruleset
        self._load: Load = lambda: data
        self._decoded: Decoded | None = None
        self._document: Document | None = None
        self._parts: Sequence[Part] = ()
        """What some rules are to see of the document, while it is in memory; all see the whole without them."""
        self._put: tuple[Store, int, int] | None = None
        self._newer = True
        """Whether what is in memory is newer than what was put away."""
        self.census = ()
        self.fired = self._look(raw, survey or ruleset.scanner.survey(data))

    def _look(self, raw: Raw, survey: Survey) -> Sequence[Rule]:
        data = raw.data
        fired = survey.fired.union(*(spot.codes for spot in survey.spots))
        if survey.utf8:
            self.census = self._ruleset.census.counted(raw, fired)
        if survey.utf8 and not fired:
            self.plain = not data.startswith(BOM_UTF8)
            return ()
        decoded = self._decoded = decode(data, self._ruleset.encoding)
        self.certain, self.plain = decoded.certain, decoded.plain
        if decoded.plain:
            self._parts = parts_of(self.document, data, survey.spots)
            return self._ruleset.firing(self.document, fired)
        return self._surveyed()

    def _surveyed(self) -> Sequence[Rule]:
        rules, self._parts = surveyed(self.document, self._ruleset)
        return rules

    def ask(self, rules: Iterable[Rule]) -> None:
        """Have rules look at the present text that have not yet. Raises :class:`OSError` as :attr:`document` does."""
        new = self.known.unasked(rules)
        if new:
            self.crashes += self.known.ask(self.document, new, self._parts)
            self._newer = True

    def reread_by(self, load: Load) -> None:
        """Have the bytes read again by ``load`` where they are needed, and keep them no longer."""
        self._load = load

    @property
    def counted(self) -> dict[str, Facts]:
        """The facts of :attr:`census`."""
        return facts_of(self.census, self.path, self.record)

    @property
    def live(self) -> bool:
        """Tell whether a rule of the run can find something in the present text."""
        return any(rule.code in self._ruleset.wanted for rule in self.fired)

    @property
    def changed(self) -> bool:
        """Tell whether the text or its form in bytes is to change."""
        return bool(self.changes) or self.recode

    @property
    def obstacle(self) -> str:
        """Why the document must stay as it is; empty if it may be written."""
        if not self.certain:
            return "its encoding is not certain"
        if self.crashes:
            return "a rule crashed on it"
        return self.lost

    @property
    def decoded(self) -> Decoded:
        """The source. Raises :class:`OSError` where it cannot be read again."""
        if self._decoded is None:
            self._decoded = decode(self._load(), self._ruleset.encoding)
        return self._decoded

    @property
    def source(self) -> str:
        """The decoded source."""
        return self.decoded.text

    @property
    def document(self) -> Document:
        """The present text. Raises :class:`OSError` where the source cannot be read again."""
        if self._document is None:
            text = edits.apply(self.source, self.changes) if self.changes else self.source
            policy = self._ruleset.policy.of(self.path)
            self._document = Document(self.path, text, policy, self.record, self.decoded)
        return self._document

    def data(self) -> bytes:
        """Return the bytes of the source. Raises :class:`OSError` where they cannot be read again."""
        return self._load()

    def advance(self, changes: Sequence[Change]) -> None:
        """Make changes (in coordinates of the present text)."""
        text = self.document.text
        self.changes = edits.effective(self.source, edits.compose(self.changes, text, changes))
        self._document = self.document.revised(edits.apply(text, changes))
        self.fired, self.census, self.known = self._surveyed(), (), Known()
        self.latest, self._newer = changes, True

    def leave(self, findings: list[Finding]) -> None:
        """Set what is still found when all is done."""
        if findings or self.findings:
            self.findings, self._newer = findings, True

    def wake(self, codes: frozenset[str]) -> None:
        """Let rules see the text that only counted it so far."""
        awake = codes.intersection(code for code, _ in self.census)
        self.fired = [*self.fired, *(rule for rule in self._ruleset.rules if rule.code in awake)]
        self.census = tuple((code, form) for code, form in self.census if code not in awake)

    def abandon(self, reason: str) -> None:
        """Give the document up: its source is no longer what was read."""
        self.lost, self.changes, self.recode, self.findings, self.fired = reason, [], False, [], ()
        self.known, self._newer = Known(), True

    def revert(self) -> None:
        """Go back to the source, and stay there."""
        if self.changed:
            self.changes, self.recode, self._document = [], False, None
            self.fired, self.census, self.known = self._surveyed(), (), Known()
            self._newer = True

    @property
    def at_hand(self) -> bool:
        """Tell whether the text is in memory."""
        return self._decoded is not None or self._document is not None

    def release(self, store: Store | None = None) -> None:
        """Keep no text in memory, and where there is a store, put what was done so far there."""
        self._decoded, self._document, self._parts = None, None, ()
        if store is not None:
            self.put_away(store)

    def put_away(self, store: Store) -> None:
        """Put what was done so far, and what is known of the text, into a store."""
        if not (self._is_here() and (self.changes or self.findings or self.known)):
            return
        if self._newer:
            bulk = pickle.dumps([getattr(self, name) for name in _BULKY], pickle.HIGHEST_PROTOCOL)
            self._put, self._newer = (store, *store.keep(bulk)), False
        for name in _BULKY:
            delattr(self, name)

    def _is_here(self) -> bool:
        try:
            object.__getattribute__(self, "changes")
        except AttributeError:
            return False
        return True

    def __getattr__(self, name: str) -> Any:
        """Fetch what :meth:`release` put into a store."""
        if name not in _BULKY or self._put is None:
            raise AttributeError(name)
        store, start, size = self._put
        for each, value in zip(_BULKY, pickle.loads(store.read(start, size)), strict=True):  # noqa: S301 (we wrote it)
            setattr(self, each, value)
        return object.__getattribute__(self, name)

    # To other processes and back

    def state(self) -> tuple[Any, ...]:
        """Return all but the source; see :meth:`adopt`."""
        return (*(getattr(self, name) for name in _STATE), [rule.code for rule in self.fired])

    def adopt(self, state: tuple[Any, ...]) -> None:
        """Become what a copy of this draft became elsewhere."""
        for name, value in zip(_STATE, state, strict=False):
            setattr(self, name, value)
        self.fired = [self._ruleset.by_code[code] for code in state[-1]]
        self._document, self._parts, self._newer = None, (), True

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle state and source; the rules are known where it arrives (:func:`arrived`)."""
        return arrived, (self.state(), self.data())

    def under(self, ruleset: Ruleset) -> "Draft":
        """Return this draft, that arrived from another process, under its rules."""
        self._ruleset = ruleset
        self.fired = [rule if isinstance(rule, Rule) else ruleset.by_code[rule] for rule in self.fired]
        return self


def arrived(state: tuple[Any, ...], data: bytes) -> Draft:
    """Return a draft that was made elsewhere; it cannot be used before :meth:`Draft.under`."""
    draft = Draft.__new__(Draft)
    none: dict[str, Any] = {"_decoded": None, "_document": None, "_parts": (), "_put": None, "_newer": True}
    values = none | dict(zip(_STATE, state, strict=False)) | {"fired": state[-1]}
    for name, value in values.items():
        setattr(draft, name, value)
    draft.reread_by(lambda: data)
    return draft
