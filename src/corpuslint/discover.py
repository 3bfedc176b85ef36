"""From the PATHs of a command to the files of a corpus, in a stable order."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from corpuslint.config import Loaded
from corpuslint.ignorefiles import GIT, OWN, Level, idle, ignored, levels_above, levels_of
from corpuslint.paths import matches, shown

__all__ = ["Found", "Problem", "excluded", "find", "shown"]

_ALWAYS_SKIPPED = frozenset({".git", ".hg", ".svn", ".corpuslint", ".venv", "node_modules", "__pycache__"})


class Problem(NamedTuple):
    """Input or output that could not be worked on; a run with one exits 2."""

    path: str
    message: str


class Found(NamedTuple):
    """The files of a run and the PATHs that could not be used."""

    files: list[Path]
    problems: list[Problem]
    idle: Sequence[tuple[Path, int, str]] = ()
    """File, row and text of the patterns in walked ``.corpuslintignore`` files that left nothing out."""


def find(paths: Sequence[Path], loaded: Loaded, *, avoid: Path | None = None) -> Found:
    """Return the files that ``paths`` mean.

    A folder means the files below it that the configuration includes; a file is meant even if it would not be included,
    and is dropped only with ``force-exclude``. Nothing below ``avoid`` (the output folder) is meant.
    """
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    walked: list[Level] = []
    for path in paths:
        try:
            for file in _expand(path, loaded, walked):
                if avoid is None or not file.resolve().is_relative_to(avoid.resolve()):
                    files[os.path.realpath(file.parent) + os.sep + file.name] = file
        except OSError as error:
            problems.append(Problem(shown(error.filename or path), _reason(error)))
    return Found([files[key] for key in sorted(files)], problems, list(idle(walked)))


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder; check the spelling and the working folder"
    return f"cannot be read: {error.strerror}; check its permissions"


def _expand(path: Path, loaded: Loaded, walked: list[Level]) -> Iterator[Path]:
    """Yield the files that one PATH means; note in ``walked`` the ignore files below it."""
    path.stat()  # a missing PATH is an error, not an empty corpus
    if path.is_dir():
        above = levels_above(path, _names(loaded))
        walked += (level for level in above if level.file.parent == path.absolute())
        yield from _walk(path, loaded, above, walked)
    elif not loaded.config.force_exclude or (
        _wanted(path, loaded) and not ignored(path, levels_above(path.parent, (OWN,)))
    ):
        yield path


def _names(loaded: Loaded) -> tuple[str, ...]:
    return (GIT, OWN) if loaded.config.respect_gitignore else (OWN,)


def _walk(folder: Path, loaded: Loaded, levels: list[Level], walked: list[Level]) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        path = folder / entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and entry.name in _ALWAYS_SKIPPED:
            continue
        if levels and ignored(path, levels, is_folder=is_folder):
            continue
        if is_folder and not excluded(path, loaded):
            own = list(levels_of(path, _names(loaded)))
            walked += own
            yield from _walk(path, loaded, [*levels, *own], walked)
        elif not is_folder and entry.is_file() and _wanted(path, loaded):
            yield path


def _wanted(path: Path, loaded: Loaded) -> bool:
    return matches(path, loaded.config.include, loaded.folder) and not excluded(path, loaded)


def excluded(path: Path, loaded: Loaded) -> bool:
    """Tell whether the configuration excludes a path, by its own pattern or by that of a folder above it."""
    return matches(path, loaded.config.exclude, loaded.folder)
