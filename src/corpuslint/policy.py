"""What the owner of a corpus declares; fixes that only carry it out count as safe."""

from pathlib import Path

from corpuslint.glossary import Entry
from corpuslint.paths import first_match
from corpuslint.typed import NamedTuple

SCRIPTS = ("auto", "simplified", "traditional", "keep")
DATE_STYLES = ("", "unpadded", "padded", "iso")


class Policy(NamedTuple):
    """The declared norms of a corpus; the defaults declare nothing."""

    script: str = "auto"
    """``simplified`` or ``traditional``: all text is to be so; ``keep``: leave script alone; ``auto``: vote."""
    date_style: str = ""
    """How dates are written: ``unpadded`` (2020年8月3日), ``padded`` (2020年08月03日), ``iso``; empty: vote."""
    name_connector: str = ""
    """The mark between the parts of a joint name (中国—中亚); empty: vote per name."""
    glossary: tuple[Entry, ...] = ()
    """The variants of names and what is to stand in their place (:func:`corpuslint.glossary.read`)."""
    script_by_file: tuple[tuple[str, str], ...] = ()
    """(glob pattern, script) pairs for files that are to be in another script; the first that fits counts."""
    folder: str = ""
    """The folder that these patterns are relative to."""

    def of(self, path: str) -> "Policy":
        """Return what is declared of one file."""
        if not self.script_by_file:
            return self
        fitting = first_match(path, [pattern for pattern, _ in self.script_by_file], Path(self.folder))
        return self._replace(script=dict(self.script_by_file)[fitting]) if fitting else self
