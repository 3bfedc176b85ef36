"""Writing a file so that it is either old or new, never half."""

import contextlib
import os
import stat
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Replace the content of ``path``; a symlink stays, its target is replaced; the mode bits stay.

    The new content is on disk before the name changes hands (write, fsync, rename).

    Raises:
        OSError: the file cannot be written; it is as it was.

    """
    target = Path(os.path.realpath(path))
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    draft = target.with_name(f".{target.name[:100]}.{os.getpid()}.corpuslint~")
    try:
        with draft.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        if mode is not None:
            draft.chmod(mode)
        draft.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
