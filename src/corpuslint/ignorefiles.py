"""``.gitignore`` and ``.corpuslintignore``: which files the owner of a repository leaves out.

Both have git's syntax: each file speaks of what is below its folder, the last pattern that fits decides, and a nearer
file overrules one farther up.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

OWN = ".corpuslintignore"
GIT = ".gitignore"


class Level(NamedTuple):
    """The patterns of one file."""

    file: Path
    spec: "GitIgnoreSpec"
    used: set[int]
    """The numbers of the patterns that decided something."""


def levels_above(folder: Path, names: Sequence[str]) -> list[Level]:
    """Return the files from the root of the repository down to ``folder``; of ``folder`` alone where there is none."""
    folder = folder.absolute()
    ups = (folder, *folder.parents)
    root = next((number for number, up in enumerate(ups) if (up / ".git").exists()), 0)
    return [level for up in reversed(ups[: root + 1]) for level in levels_of(up, names)]


def levels_of(folder: Path, names: Sequence[str]) -> Iterator[Level]:
    """Yield the ignore files of one folder."""
    for name in names:
        file = folder / name
        if file.is_file():
            from pathspec import GitIgnoreSpec  # noqa: PLC0415 (22 ms; most hooks meet no such file)

            text = file.read_text(encoding="utf-8", errors="replace")
            yield Level(file, GitIgnoreSpec.from_lines(text.splitlines()), set())


def ignored(path: Path, levels: Sequence[Level], *, is_folder: bool = False) -> bool:
    """Tell whether a path (below the folder of each level) is left out."""
    for level in reversed(levels):
        name = path.absolute().relative_to(level.file.parent.absolute()).as_posix()
        result = level.spec.check_file(name + "/" if is_folder else name)
        if result.include is not None:
            level.used.add(result.index if result.index is not None else -1)
            return result.include
    return False


def idle(levels: Sequence[Level]) -> Iterator[tuple[Path, int, str]]:
    """Yield file, row and text of the patterns of ``.corpuslintignore`` files that decided nothing."""
    for level in levels:
        if level.file.name != OWN:
            continue
        for number, line in enumerate(level.file.read_text(encoding="utf-8", errors="replace").splitlines()):
            if number not in level.used and line.strip() and not line.startswith("#"):
                yield level.file, number + 1, line
