"""Results that follow from shipped files alone, kept from run to run beside the byte code.

A hook that looks at one file would spend most of its time on reading 130 rule pages and on translating their triggers.
The results are kept as ``marshal`` data in ``__pycache__``, where Python keeps this module's own byte code: no more and
no less to be trusted than that. What cannot be kept is made again; ``PYTHONDONTWRITEBYTECODE`` keeps nothing.
"""

import marshal
import os
import sys
from typing import Any

_FOLDER = os.path.dirname(globals().get("__cached__") or "")  # noqa: PTH120 (pathlib costs more than all of this)


def recall(name: str, key: str) -> Any:
    """Return what was kept under a name if it was made of the same ``key``, else ``None``."""
    try:
        with open(_file(name), "rb") as file:  # noqa: PTH123 (as above)
            data = file.read()  # at once: marshal would ask the file for a few bytes at a time
        made_of, value = marshal.loads(data)  # noqa: S302 (see the docstring)
    except (OSError, ValueError, EOFError, TypeError):
        return None
    return value if made_of == key else None


def keep(name: str, key: str, value: Any) -> None:
    """Keep a value (of plain built-in types) under a name."""
    if sys.dont_write_bytecode or not os.path.isdir(_FOLDER):  # noqa: PTH112 (as above)
        return
    temporary = f"{_file(name)}.{os.getpid()}"
    try:
        with open(temporary, "xb") as file:  # noqa: PTH123 (as above)
            marshal.dump((key, value), file)
        os.replace(temporary, _file(name))  # noqa: PTH105 (as above)
    except (OSError, ValueError):  # a full disk, a folder of another user, a type that marshal does not know
        if os.path.exists(temporary):  # noqa: PTH110 (as above)
            os.unlink(temporary)  # noqa: PTH108 (as above)


def _file(name: str) -> str:
    return f"{_FOLDER}/{name}.{sys.implementation.cache_tag}.marshal"


def stamp(*files: str | os.PathLike[str]) -> str:
    """Return a key that changes when one of some files does: their names, sizes and times."""
    stats = ((os.fspath(file), os.stat(file)) for file in files)  # noqa: PTH116 (as above)
    return "\n".join(f"{name}|{stat.st_size}|{stat.st_mtime_ns}" for name, stat in stats)
