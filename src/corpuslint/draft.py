"""A document on its way from source to fixed text, which comes into memory only when it must.

A document in which no trigger fires is never decoded, and nothing of it is kept. One that can be read again (a file)
may give up its text between two visits; what has been done to it so far is in its changes.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Sequence

from corpuslint import edits
from corpuslint.decode import Decoded, decode
from corpuslint.edits import Change
from corpuslint.engine import Crash, Ruleset
from corpuslint.facts import Facts
from corpuslint.finding import Finding
from corpuslint.rulebook import Rule
from corpuslint.source import Document, Raw

Load = Callable[[], bytes]
"""Reads the source again; raises :class:`OSError` where it cannot be read or is another by now."""


class Draft:
    """A document, the changes made to it so far, and what is found in it.

    Args:
        raw: the document; its bytes are kept until :meth:`reread_by` says how to have them again.
        ruleset: the rules to apply.

    """

    def __init__(self, raw: Raw, ruleset: Ruleset) -> None:
        data = raw.data
        self.path, self.record = raw.path, raw.record
        self.changes: list[Change] = []
        self.latest: Sequence[Change] = ()
        """The changes made last, in coordinates of the text as it was then."""
        self.recode = False
        self.findings: list[Finding] = []
        self.crashes: list[Crash] = []
        self.lost = ""
        """Why the source is no longer what was read."""
        self.certain = True
        self.plain = True
        """Whether the source is UTF-8 without byte order mark."""
        self._ruleset = ruleset
        self._load: Load = lambda: data
        self._decoded: Decoded | None = None
        self._document: Document | None = None
        self.counted: dict[str, Facts] = {}
        """What the present text counts as for corpus rules that did not fire (see :mod:`corpuslint.census`)."""
        self.fired: Sequence[Rule] = self._look(raw)
        """The rules that can find something in the present text."""

    def _look(self, raw: Raw) -> Sequence[Rule]:
        data = raw.data
        scan = self._ruleset.scanner.scan(data)
        if scan.utf8:
            self.counted = self._ruleset.census.count(raw, scan.fired)
        if scan.utf8 and not scan.fired:
            self.plain = not data.startswith(BOM_UTF8)
            return ()
        decoded = self._decoded = decode(data, self._ruleset.encoding)
        self.certain, self.plain = decoded.certain, decoded.plain
        if decoded.plain:
            return [rule for rule in self._ruleset.rules if rule.code in scan.fired]
        return self._ruleset.fired(self.document)

    def reread_by(self, load: Load) -> None:
        """Have the bytes read again by ``load`` where they are needed, and keep them no longer."""
        self._load = load

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
            self._document = Document(self.path, text, self._ruleset.policy, self.record, self.decoded)
        return self._document

    def data(self) -> bytes:
        """Return the bytes of the source. Raises :class:`OSError` where they cannot be read again."""
        return self._load()

    def advance(self, changes: Sequence[Change]) -> None:
        """Make changes (in coordinates of the present text)."""
        text = self.document.text
        self.changes = edits.effective(self.source, edits.compose(self.changes, text, changes))
        self._document = self.document.revised(edits.apply(text, changes))
        self.fired, self.counted = self._ruleset.fired(self._document), {}
        self.latest = changes

    def wake(self, codes: frozenset[str]) -> None:
        """Let rules see the text that only counted it so far."""
        awake = codes.intersection(self.counted)
        self.fired = [*self.fired, *(rule for rule in self._ruleset.rules if rule.code in awake)]
        self.counted = {code: facts for code, facts in self.counted.items() if code not in awake}

    def abandon(self, reason: str) -> None:
        """Give the document up: its source is no longer what was read."""
        self.lost, self.changes, self.recode, self.findings, self.fired = reason, [], False, [], ()

    def revert(self) -> None:
        """Go back to the source, and stay there."""
        if self.changed:
            self.changes, self.recode, self._document = [], False, None
            self.fired, self.counted = self._ruleset.fired(self.document), {}

    def release(self) -> None:
        """Keep no text in memory."""
        self._decoded = self._document = None
