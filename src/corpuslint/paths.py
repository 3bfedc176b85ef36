"""Paths as people write and read them: glob patterns, and names relative to the working folder.

``include``, ``exclude`` and ``per-file-ignores`` are patterns. One without ``/`` fits the name of a file or of a folder
above it; one with ``/`` fits the path from the folder of the configuration. ``*`` crosses ``/`` (as it does in ruff),
``**/`` also stands for no folder at all, and a pattern that fits a folder fits all that is below.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePath

from corpuslint.typed import NamedTuple, overload

_TOKEN = re.compile(r"\*\*/|\*+|\?|\[!?\]?[^\]]*\]|.", re.DOTALL)
_ENDING = re.compile(r"\*[^*?\[\]/]+")
"""A pattern that says how a name ends."""


def shown(path: Path | str) -> str:
    """Return a path as people read it: relative to the working folder if it is below, with ``/``."""
    text = os.fspath(path)
    if isinstance(path, PurePath) and ".." not in text:  # a tenth of what the general way takes
        if not path.is_absolute() and text != os.curdir:
            return text.replace(os.sep, "/")
        if text.startswith(here := os.getcwd() + os.sep):  # noqa: PTH109 (pathlib is dear)
            return text[len(here) :].replace(os.sep, "/")
    relative = os.path.relpath(text)
    return (text if relative.startswith("..") else relative).replace(os.sep, "/")


class Files(Sequence[Path]):
    """Paths kept as text: of a hundred thousand files most are only compared, and a :class:`Path` takes a microsecond.

    Args:
        texts: as ``os.fspath`` gives them.

    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        """Return the number of paths."""
        return len(self.texts)

    def __iter__(self) -> Iterator[Path]:
        """Yield the paths."""
        return map(Path, self.texts)

    def __eq__(self, other: object) -> bool:
        """Tell whether another sequence has the same paths in the same order."""
        return isinstance(other, Sequence) and list(self.texts) == [os.fspath(path) for path in other]

    __hash__ = None  # type: ignore[assignment] # as that of a list

    @overload
    def __getitem__(self, place: int) -> Path: ...
    @overload
    def __getitem__(self, place: slice) -> "Files": ...

    def __getitem__(self, place: int | slice) -> "Path | Files":
        """Return a path, or some."""
        return Files(self.texts[place]) if isinstance(place, slice) else Path(self.texts[place])


def texts_of(files: Sequence[Path]) -> Sequence[str]:
    """Return paths as text."""
    return files.texts if isinstance(files, Files) else [os.fspath(file) for file in files]


def repository_path(filename: str) -> str:
    """Return a name that is relative to the working folder as one relative to the root of the repository, if in one."""
    return filename if Path(filename).is_absolute() else _prefix(Path.cwd()) + filename


@cache
def _prefix(here: Path) -> str:
    root = next((up for up in (here, *here.parents) if (up / ".git").exists()), here)
    return "" if root == here else here.relative_to(root).as_posix() + "/"


def matches(path: PurePath | str, patterns: Iterable[str], folder: Path, *, below: Path | None = None) -> bool:
    """Tell whether a path, or a folder above it (up to ``folder``, and below ``below``), fits one of some patterns."""
    return bool(patterns) and first_match(path, patterns, folder, below=below) is not None


def first_match(
    path: PurePath | str, patterns: Iterable[str], folder: Path, *, below: Path | None = None
) -> str | None:
    """Return the first pattern that a path, or a folder above it (up to ``folder``, and below ``below``), fits."""
    names = _names_below(path, folder, below)
    return next((pattern for pattern in patterns if any(map(_compiled(pattern), names))), None)


def _names_below(path: PurePath | str, folder: Path, below: Path | None) -> list[str]:
    names = _names(path, folder)
    if below is not None and below.absolute().is_relative_to(folder.absolute()):
        return names[len(below.absolute().relative_to(folder.absolute()).parts) :]
    return names


class Within(NamedTuple):
    """Some patterns as they speak of what is in one folder: what is above is looked at once, not for each file."""

    always: bool
    """Whether the folder fits itself."""
    prefix: str
    """Stands before the names of what is in it."""
    ends: tuple[str, ...]
    tests: tuple[Callable[[str], bool], ...]

    def inner(self, name: str) -> "Within":
        """Return the same for a folder in this one."""
        return self._replace(always=self.fits(name), prefix=f"{self.prefix}{name}/")

    def fits(self, name: str) -> bool:
        """Tell whether the entry of that name fits one of the patterns."""
        if self.always or name.endswith(self.ends):
            return True
        return bool(self.tests) and any(test(self.prefix + name) for test in self.tests)


def within(place: Path, patterns: Sequence[str], folder: Path, *, below: Path | None = None) -> Within:
    """Return how some patterns speak of what is in ``place``; the others as for :func:`matches`."""
    *above, here = _names_below(place / "x", folder, below)
    always = any(test(name) for test in map(_compiled, patterns) for name in above)
    ends = tuple(pattern[1:] for pattern in patterns if _ENDING.fullmatch(pattern))
    tests = tuple(_compiled(pattern) for pattern in patterns if not _ENDING.fullmatch(pattern))
    return Within(always, here[:-1], ends, tests)


def glob_fault(pattern: str) -> str:
    """Return what is wrong with a pattern; empty if nothing is."""
    try:
        _compiled(pattern)
    except re.error as error:
        return str(error)
    return ""


def _names(path: PurePath | str, folder: Path) -> list[str]:
    """Return the path relative to ``folder`` and each folder above it, with ``/``."""
    parts = relative(path, folder).strip("/").split("/")
    return ["/".join(parts[: end + 1]) for end in range(len(parts))]


def relative(path: PurePath | str, folder: Path) -> str:
    """Return a path as seen from ``folder``, with ``/``; as it is if it is not below."""
    text, base = _absolute(os.fspath(path)), _absolute(os.fspath(folder)) + os.sep
    if isinstance(path, PurePath) and text.startswith(base) and base != "//":  # a fifth of what the general way takes
        return text[len(base) :].replace(os.sep, "/")
    absolute, root = Path(path).absolute(), folder.absolute()
    return (absolute.relative_to(root) if absolute.is_relative_to(root) else Path(path)).as_posix()


def _absolute(path: str) -> str:
    if os.path.isabs(path):  # noqa: PTH117 (pathlib is dear)
        return path
    here = os.getcwd()  # noqa: PTH109 (as above)
    return here if path == os.curdir else here + os.sep + path


@cache
def _compiled(pattern: str) -> Callable[[str], bool]:
    """Return the test of a pattern on a path: on the whole of it, or without ``/`` on its last part."""
    bare = pattern.removeprefix("./").rstrip("/")  # a leading `/` means the folder of the configuration
    fits = re.compile("".join(map(_translated, _TOKEN.findall(bare.lstrip("/")))) + r"\Z", re.DOTALL).match
    if "/" in bare:
        return lambda name: fits(name) is not None
    return lambda name: fits(name.rpartition("/")[2]) is not None


def _translated(part: str) -> str:
    if part == "**/":
        return "(?:.*/)?"
    if part[0] == "*":
        return ".*"
    if part == "?":
        return "."
    if part[0] == "[" and len(part) > 1:
        return "[" + ("^" if part[1] == "!" else "") + part[1 + (part[1] == "!") : -1].replace("\\", "\\\\") + "]"
    return re.escape(part)
