"""Results that follow from what is shipped alone, kept from run to run.

A hook that looks at one file would spend most of its time on reading 150 rule pages, on translating their triggers and
on compiling patterns: 50 to 100 ms. The results are kept as ``marshal`` data in ``__pycache__``, where Python keeps the
byte code of this module: no more and no less to be trusted than that. Where Python is told to keep none there
(``PYTHONDONTWRITEBYTECODE``, common in containers) or may not, they are kept in the user's folder for caches; a file of
another user, or one that others may write, is not read there. What is read is taken for data, and never run.

What cannot be kept is made again. A run never fails for it.
"""

import marshal
import os
import stat
import sys
from zlib import adler32

from corpuslint.typed import Any

_FOLDER = os.path.dirname(globals().get("__cached__") or "")  # noqa: PTH120 (pathlib costs more than all of this)
_MOST_FILES = 32
"""Files kept in the user's folder; the least lately made go first: each installation has its own."""


def cache_folder() -> str:
    """Return the folder of the user for caches: $CORPUSLINT_CACHE_DIR, or what the platform has.

    Where the user has no home, it is one below a device: nothing can be there.
    """
    home = os.path.expanduser("~")  # noqa: PTH111 (as above)
    if home.startswith("~"):
        home = os.devnull
    if own := os.environ.get("CORPUSLINT_CACHE_DIR"):
        return own
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or home, "corpuslint")  # noqa: PTH118 (as above)
    if sys.platform == "darwin":
        return f"{home}/Library/Caches/corpuslint"
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or f"{home}/.cache", "corpuslint")  # noqa: PTH118 (as above)


def recall(name: str, key: str) -> Any:
    """Return what was kept under a name if it was made of the same ``key``, else ``None``."""
    for file, foreign in _places(name):
        try:
            sum_and_data = _read(file, foreign=foreign)
            data = memoryview(sum_and_data)[4:]
            if adler32(data) != int.from_bytes(sum_and_data[:4], "big"):
                continue  # damaged: marshal would not always notice
            made_of, value = marshal.loads(data)  # noqa: S302 (see the docstring)
        except (OSError, ValueError, EOFError, TypeError):
            continue
        if made_of == key:
            return value
    return None


def keep(name: str, key: str, value: Any) -> None:
    """Keep a value (of plain built-in types) under a name."""
    try:
        data = marshal.dumps((key, value))
    except ValueError:  # a type that marshal does not know
        return
    data = adler32(data).to_bytes(4, "big") + data
    (file, of_user), _ = _places(name)
    folder = os.path.dirname(file)  # noqa: PTH120 (as above)
    try:
        if of_user:
            for each in (cache_folder(), folder):  # else the upper one would have the rights that others have
                os.makedirs(each, mode=0o700, exist_ok=True)  # noqa: PTH103 (as above)
    except OSError:
        return
    if _written(file, data) and of_user:
        _drop_old(folder)


def stamp(*files: str | os.PathLike[str]) -> str:
    """Return a key that changes when one of some files does: their names, sizes and times."""
    states = ((os.fspath(file), os.stat(file)) for file in files)  # noqa: PTH116 (as above)
    return "\n".join(f"{name}|{state.st_size}|{state.st_mtime_ns}" for name, state in states)


def stamp_below(folder: str, ending: str) -> str:
    """Return a key as that of :func:`stamp` for all files below a folder whose names end so: half the time."""
    rows: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                rows.append(stamp_below(entry.path, ending))
            elif entry.name.endswith(ending):
                state = entry.stat()
                rows.append(f"{entry.path}|{state.st_size}|{state.st_mtime_ns}")
    return "\n".join(sorted(rows))


def _places(name: str) -> list[tuple[str, bool]]:
    """Return the two files of a name, the one that is written first, and whether each is in the user's folder."""
    beside = f"{_FOLDER}/{name}.{sys.implementation.cache_tag}.marshal", False
    own = _of_user(name), True
    written = not sys.dont_write_bytecode and os.access(_FOLDER or os.devnull, os.W_OK | os.X_OK)
    return [beside, own] if written else [own, beside]


def _of_user(name: str) -> str:
    """Return the file of a name in the user's folder, where each installation has its own."""
    installation = adler32(os.fsencode(_FOLDER or __file__))
    return f"{cache_folder()}/snapshots/{name}-{installation:08x}.{sys.implementation.cache_tag}.marshal"


def _read(file: str, *, foreign: bool) -> bytes:
    """Return the bytes of a file, read at once: marshal would ask the file for a few at a time.

    Raises :class:`OSError` where it cannot be read, or is ``foreign`` and not the user's own.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe must not be waited for
    with open(os.open(file, flags), "rb") as stream:  # noqa: PTH123 (as above)
        state = os.fstat(stream.fileno())
        others = stat.S_IWGRP | stat.S_IWOTH
        if foreign and hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & others):
            raise PermissionError
        return stream.read() if stat.S_ISREG(state.st_mode) else b""


def _written(file: str, data: bytes) -> bool:
    """Write a file as a whole or not at all, and tell whether that could be done."""
    temporary = f"{file}.{os.getpid()}"
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        with open(descriptor, "wb") as stream:  # noqa: PTH123 (as above)
            stream.write(data)
        os.replace(temporary, file)  # noqa: PTH105 (as above)
    except OSError:  # a full disk, a folder of another user
        if os.path.exists(temporary):  # noqa: PTH110 (as above)
            os.unlink(temporary)  # noqa: PTH108 (as above)
        return False
    return True


def _drop_old(folder: str) -> None:
    """Keep the user's folder small: an installation that is gone leaves its files behind."""
    try:
        with os.scandir(folder) as entries:
            files = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries if _is_ours(entry.name))
        for _, path in files[:-_MOST_FILES]:
            os.unlink(path)  # noqa: PTH108 (as above)
    except OSError:  # another run was faster
        pass


def _is_ours(name: str) -> bool:
    """Tell whether a file of the user's folder is one of :func:`_of_user`: the folder may be somebody's own."""
    stem, _, ending = name.partition(".")
    return (
        ending.endswith(".marshal") and len(stem) > 9 and stem[-9] == "-" and set(stem[-8:]) <= set("0123456789abcdef")
    )
