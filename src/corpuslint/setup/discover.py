"""From the PATHs of a command to the files of a corpus, in a stable order."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from corpuslint.ignorefiles import GIT, OWN, Level, for_named, idle, ignored, levels_above, levels_of
from corpuslint.language import say
from corpuslint.paths import Files, Within, matches, shown, within
from corpuslint.setup.config import Loaded
from corpuslint.typed import NamedTuple

__all__ = ["Found", "Problem", "excluded", "find", "shown"]

_ALWAYS_SKIPPED = frozenset({".git", ".hg", ".svn", ".corpuslint", ".venv", "node_modules", "__pycache__"})
_CLEANED = ".corpuslint/manifest.jsonl"
"""The record of a cleaned corpus; whoever walks over it and its source meets each text twice."""


class Problem(NamedTuple):
    """Input or output that could not be worked on; a run with one exits 2."""

    path: str
    message: str


class Found(NamedTuple):
    """The files of a run and the PATHs that could not be used."""

    files: Sequence[Path]
    problems: list[Problem]
    idle: Sequence[tuple[Path, int, str]] = ()
    """File, row and text of the patterns in walked ``.corpuslintignore`` files that left nothing out."""
    left_out: Mapping[str, int] = {}
    """By what files and folders were left out (an ignore file, or ``exclude``), and how many."""


class _Walk(NamedTuple):
    """What is noted on the way."""

    levels: list[Level]
    """The ignore files that were met."""
    left_out: Counter[str]
    base: str
    """The name of the folder that patterns speak of."""
    root: Path | None = None
    """The folder that was named; ``exclude`` does not speak of it and what is above."""


class _Folder(NamedTuple):
    """A folder that is walked, with what holds for it."""

    path: Path
    levels: list[Level]
    included: Within
    barred: Within


def find(paths: Sequence[Path], loaded: Loaded, *, avoid: Path | None = None) -> Found:
    """Return the files that ``paths`` mean.

    A folder means the files below it that the configuration includes. What is named is meant even if ``exclude`` or an
    ignore file speaks of it; only ``force-exclude`` drops it. Nothing below ``avoid`` (the output folder) is meant, and
    no cleaned corpus in a folder that is walked.
    """
    files: dict[str, str] = {}
    real = cache(os.path.realpath)
    problems: list[Problem] = []
    walk = _Walk([], Counter(), loaded.folder.absolute().name)
    for path in paths:
        try:
            for folder, names in _expand(path, loaded, walk):
                above, before = real(folder) + os.sep, os.fspath(Path(folder, "x"))[:-1]
                for name in names:
                    if avoid is None or not Path(before + name).resolve().is_relative_to(avoid.resolve()):
                        files[above + name] = before + name
        except OSError as error:
            problems.append(Problem(shown(error.filename or path), _reason(error)))
    return Found(Files([files[key] for key in sorted(files)]), problems, list(idle(walk.levels)), walk.left_out)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return say("there is no such file or folder; check the spelling and the working folder")
    return say("cannot be read: {reason}; check its permissions", reason=error.strerror)


def _expand(path: Path, loaded: Loaded, walk: _Walk) -> Iterator[tuple[Path, list[str]]]:
    """Yield the files that one PATH means, folder by folder: its path, and their names."""
    path.stat()  # a missing PATH is an error, not an empty corpus
    if not path.is_dir():
        levels = levels_above(path.parent, (OWN,)) if loaded.config.force_exclude else []
        if not loaded.config.force_exclude or (_wanted(path, loaded) and not ignored(path, levels)):
            yield path.parent, [path.name]
        return
    levels = levels_above(path, _names(loaded))
    walk.levels.extend(level for level in levels if level.file.parent == path.absolute())
    if not loaded.config.force_exclude:
        levels = [for_named(level, path) for level in levels]
    walk = walk._replace(root=None if loaded.config.force_exclude else path)
    yield from _below(_folder(path, levels, loaded, walk), loaded, walk)


def _folder(path: Path, levels: list[Level], loaded: Loaded, walk: _Walk) -> _Folder:
    included = within(path, loaded.config.include, loaded.folder)
    return _Folder(path, levels, included, within(path, loaded.config.exclude, loaded.folder, below=walk.root))


def _names(loaded: Loaded) -> tuple[str, ...]:
    return (GIT, OWN) if loaded.config.respect_gitignore else (OWN,)


def _barred(here: _Folder, name: str, loaded: Loaded, walk: _Walk) -> bool:
    if name != walk.base:
        return here.barred.fits(name)
    # perhaps the folder that patterns speak of: to them what is above it is no matter, nor is its own name
    return matches(here.path / name, loaded.config.exclude, loaded.folder, below=walk.root)


def _below(here: _Folder, loaded: Loaded, walk: _Walk) -> Iterator[tuple[Path, list[str]]]:
    with os.scandir(here.path) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    files, folders = [], []
    for entry in ordered:
        name = entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and name in _ALWAYS_SKIPPED:
            continue
        by = ignored(here.path / name, here.levels, is_folder=is_folder) if here.levels else None
        if by is not None or _barred(here, name, loaded, walk):
            walk.left_out[shown(by) if by is not None else "`exclude`"] += 1
        elif is_folder:
            folders.append(name)
        elif here.included.fits(name) and entry.is_file():
            files.append(name)
    yield here.path, files
    for name in folders:
        path = here.path / name
        if os.path.isfile(f"{path}/{_CLEANED}"):  # noqa: PTH113 (never raises, and asked of each folder)
            walk.left_out[f"`{_CLEANED}`"] += 1
            continue
        own = list(levels_of(path, _names(loaded)))
        walk.levels.extend(own)
        inner = _Folder(path, [*here.levels, *own], here.included.inner(name), here.barred.inner(name))
        if name == walk.base:
            inner = _folder(path, inner.levels, loaded, walk)
        yield from _below(inner, loaded, walk)


def _wanted(path: Path, loaded: Loaded) -> bool:
    return matches(path, loaded.config.include, loaded.folder) and not excluded(path, loaded)


def excluded(path: Path, loaded: Loaded) -> bool:
    """Tell whether the configuration excludes a path, by its own pattern or by that of a folder above it."""
    return matches(path, loaded.config.exclude, loaded.folder)
