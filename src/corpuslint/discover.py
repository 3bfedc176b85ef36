"""From the PATHs of a command to the files of a corpus, in a stable order."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpuslint.config import Loaded
from corpuslint.paths import matches, shown

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

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


def find(paths: Sequence[Path], loaded: Loaded, *, avoid: Path | None = None) -> Found:
    """Return the files that ``paths`` mean.

    A folder means the files below it that the configuration includes; a file is meant even if it would not be included,
    and is dropped only with ``force-exclude``. Nothing below ``avoid`` (the output folder) is meant.
    """
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            for file in _expand(path, loaded):
                if avoid is None or not file.resolve().is_relative_to(avoid.resolve()):
                    files[os.path.realpath(file.parent) + os.sep + file.name] = file
        except OSError as error:
            problems.append(Problem(shown(error.filename or path), _reason(error)))
    return Found([files[key] for key in sorted(files)], problems)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder; check the spelling and the working folder"
    return f"cannot be read: {error.strerror}; check its permissions"


def _expand(path: Path, loaded: Loaded) -> Iterator[Path]:
    path.stat()  # a missing PATH is an error, not an empty corpus
    if not path.is_dir():
        if not (loaded.config.force_exclude and not _wanted(path, loaded)):
            yield path
        return
    ignored = _GitIgnore(path) if loaded.config.respect_gitignore else None
    yield from _walk(path, loaded, ignored)


def _walk(folder: Path, loaded: Loaded, ignored: "_GitIgnore | None") -> Iterator[Path]:
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: entry.name)
    for entry in ordered:
        path = folder / entry.name
        if ignored and ignored.matches(path, entry.is_dir()):
            continue
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _ALWAYS_SKIPPED and not excluded(path, loaded):
                yield from _walk(path, loaded, ignored)
        elif entry.is_file() and _wanted(path, loaded):
            yield path


def _wanted(path: Path, loaded: Loaded) -> bool:
    return matches(path, loaded.config.include, loaded.folder) and not excluded(path, loaded)


def excluded(path: Path, loaded: Loaded) -> bool:
    """Tell whether the configuration excludes a path, by its own pattern or by that of a folder above it."""
    return matches(path, loaded.config.exclude, loaded.folder)


class _GitIgnore:
    """The ``.gitignore`` files from the root of the repository down to a folder."""

    def __init__(self, folder: Path) -> None:
        folder = folder.absolute()
        root = next((up for up in (folder, *folder.parents) if (up / ".git").exists()), None)
        self._specs = []
        for place in (folder, *folder.parents) if root else ():
            if (place / ".gitignore").is_file():
                self._specs.append((place, _spec(place / ".gitignore")))
            if place == root:
                break

    def matches(self, path: Path, is_folder: bool) -> bool:  # noqa: FBT001 (a fact about the path)
        """Tell whether git ignores a path below the folder."""
        name = path.absolute()
        ending = "/" if is_folder else ""
        return any(spec.match_file(name.relative_to(place).as_posix() + ending) for place, spec in self._specs)


def _spec(file: Path) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (22 ms; a hook names its files)

    return GitIgnoreSpec.from_lines(file.read_text(encoding="utf-8", errors="replace").splitlines())
