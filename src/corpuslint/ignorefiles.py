"""``.gitignore`` and ``.corpuslintignore``: which files the owner of a repository leaves out.

Both have git's syntax: each file speaks of what is below its folder, the last pattern that fits decides, and a nearer
file overrules one farther up.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpuslint.paths import relative
from corpuslint.typed import TYPE_CHECKING, NamedTuple

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
            yield Level(file, _spec(_lines(file)), set())


_NOTHING = "#"
"""A line without a pattern; pathspec would leave out an empty one, and number the others anew."""


def _lines(file: Path) -> list[str]:
    return [line or _NOTHING for line in file.read_text(encoding="utf-8", errors="replace").splitlines()]


def _spec(lines: Sequence[str]) -> "GitIgnoreSpec":
    """Return the patterns of some lines; one that is none matches nothing, as in git."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (22 ms; most hooks meet no such file)

    try:
        return GitIgnoreSpec.from_lines(lines)
    except (ValueError, re.error):
        if len(lines) == 1:
            return GitIgnoreSpec.from_lines([_NOTHING])
        return GitIgnoreSpec([_spec([line]).patterns[0] for line in lines])


def for_named(level: Level, folder: Path) -> Level:
    """Return a level without the patterns that leave out a folder itself: somebody named the folder."""
    folder = folder.absolute()
    ups = [up for up in (folder, *folder.parents) if up != level.file.parent and up.is_relative_to(level.file.parent)]
    names = [up.relative_to(level.file.parent).as_posix() + "/" for up in ups]
    kept = [
        _NOTHING if spec.include and any(spec.match_file(name) for name in names) else line
        for spec, line in zip(level.spec.patterns, _lines(level.file), strict=True)
    ]
    return level._replace(spec=_spec(kept))


def ignored(path: Path, levels: Sequence[Level], *, is_folder: bool = False) -> Path | None:
    """Return the file that leaves out a path (below the folder of each level), if one does."""
    for level in reversed(levels):
        name = relative(path, level.file.parent)
        result = level.spec.check_file(name + "/" if is_folder else name)
        if result.include is not None:
            level.used.add(result.index if result.index is not None else -1)
            return level.file if result.include else None
    return None


def idle(levels: Sequence[Level]) -> Iterator[tuple[Path, int, str]]:
    """Yield file, row and text of the patterns of ``.corpuslintignore`` files that decided nothing."""
    for level in levels:
        if level.file.name != OWN:
            continue
        for number, line in enumerate(_lines(level.file)):
            if number not in level.used and line.strip() and not line.startswith("#"):
                yield level.file, number + 1, line
