"""Files that cannot be read: a cleaned corpus holds them byte for byte, so that nothing is lost on the way.

Facts: records speak of what stands in a compressed file, not of its bytes (see :mod:`corpuslint.containers.streams`).
One that is damaged has no content to speak of, so its hashes in the record are of its bytes, and its status says so.
"""

import shutil
from hashlib import sha256
from pathlib import Path

from corpuslint.containers.streams import BLOCK, open_regular
from corpuslint.fixing.form import Form
from corpuslint.fixing.record import Documents, Row
from corpuslint.typed import BinaryIO, NamedTuple

_STATUS = "copied: cannot be read"


class Copy(NamedTuple):
    """A copy to be written, and its row of the record."""

    source: Path
    row: Row

    def save(self, out: BinaryIO) -> None:
        """Write the bytes of the source. Raises as :func:`open_regular` does."""
        with open_regular(self.source) as stream:
            shutil.copyfileobj(stream, out)

    def rows(self) -> Documents:
        """Yield the row; it has no edits."""
        yield self.row, []


class Unread(NamedTuple):
    """A file that is copied as it is."""

    source: Path
    place: str
    """In the corpus, relative, with ``/``."""

    def copy(self, source: str) -> Copy:
        """Return its copy; ``source`` is its name in the record. Raises as :func:`open_regular` does."""
        known = digest(self.source)
        return Copy(self.source, Row(self.place, source, None, _STATUS, Form(), Form(), known, known))


def is_unread(row: Row) -> bool:
    """Tell whether a row of a record is that of a file that could not be read."""
    return row.status == _STATUS


def disagreement(row: Row, target: Path, origin: Path | None) -> str:
    """Return how a copy disagrees with its record, or nothing. Raises :class:`OSError`, as that of containers."""
    if digest(target) != row.sha256_after:
        return "has changed since it was written"
    return "" if origin is None or digest(origin) == row.sha256_before else "its source has changed since"


def digest(file: Path) -> str:
    """Return the SHA-256 of the bytes of a file. Raises as :func:`open_regular` does."""
    known = sha256()
    with open_regular(file) as stream:
        while block := stream.read(BLOCK):
            known.update(block)
    return known.hexdigest()
