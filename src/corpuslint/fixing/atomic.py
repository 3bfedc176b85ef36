"""Writing a file so that it is either old or new, never half.

Facts: ``rename`` replaces a name atomically (POSIX.1-2017, rename), so the new content is written beside the old under
a name of its own and then takes the old one's place. Against a process that is killed that is enough; against a power
cut the content must be on disk before the name changes hands and the folder after (``fsync``), which costs
milliseconds a file and is therefore asked for only where the old content exists nowhere else (``durable``).
A rename gives the name a new inode: mode, owner and extended attributes are carried over, and other names of the old
one (hard links) keep the old content.
"""

import contextlib
import errno
import itertools
import os
import re
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from corpuslint.typed import BinaryIO

_DRAFT = re.compile(r"\.corpuslint-(\d+)-\d+~")
_numbers = itertools.count()


def write(path: Path, data: bytes, *, follow: bool = True, durable: bool = True) -> None:
    """Replace the content of ``path``; see :func:`writing`."""
    with writing(path, follow=follow, durable=durable) as out:
        out.write(data)


@contextlib.contextmanager
def writing(path: Path, *, follow: bool = True, durable: bool = True) -> Iterator[BinaryIO]:
    """Open a new content for ``path`` that takes the place of the old one when the block ends well.

    Args:
        path: the file; it need not exist, its folder must.
        follow: where ``path`` is a symlink, replace what it points to; else the symlink itself.
        durable: have the content on disk before the old one is given up.

    Raises:
        OSError: the file cannot be written; it is as it was.

    """
    target = Path(os.path.realpath(path)) if follow else path
    old = _present(target)
    _sweep(target.parent)
    draft = target.with_name(f".corpuslint-{os.getpid()}-{next(_numbers)}~")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            if durable:
                os.fsync(out.fileno())
        if old is not None:
            _resemble(draft, target, old)
        draft.replace(target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        if isinstance(error, OSError) and error.filename is None:  # a full disk does not say whose
            raise OSError(error.errno, error.strerror or str(error), os.fspath(target)) from error
        raise
    if durable:
        _sync(target.parent)


def _present(target: Path) -> os.stat_result | None:
    """Return the status of what is to be replaced; refuse what is no file, or what its owner made read-only."""
    try:
        old = target.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(old.st_mode) and not stat.S_ISLNK(old.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file", os.fspath(target))
    if stat.S_ISREG(old.st_mode) and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only", os.fspath(target))
    return old


def _resemble(draft: Path, target: Path, old: os.stat_result) -> None:
    """Give the draft the owner, extended attributes and mode of the file whose place it takes."""
    if stat.S_ISLNK(old.st_mode):
        return
    new = draft.stat()
    if hasattr(os, "chown") and (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(draft, old.st_uid, old.st_gid)
        except PermissionError as error:
            message = "it belongs to another user or group, and only they can keep it so"
            raise PermissionError(errno.EPERM, message, os.fspath(target)) from error
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # not every file system has them
            for name in os.listxattr(target):
                os.setxattr(draft, name, os.getxattr(target, name))
    draft.chmod(stat.S_IMODE(old.st_mode))  # last: a change of owner clears set-user-id


def _sync(folder: Path) -> None:
    with contextlib.suppress(OSError):  # Windows opens no folder, some network file systems sync none
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@cache
def _sweep(folder: Path) -> None:
    """Remove, once a run, what killed processes left half-written in a folder."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            found = _DRAFT.fullmatch(entry.name)
            if found and not _alive(int(found[1])):
                Path(entry.path).unlink()


def _alive(process: int) -> bool:
    """Tell whether a process may still be running (always, where that cannot be asked without harming it)."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
