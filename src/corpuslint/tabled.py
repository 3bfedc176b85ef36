"""The tables that corpuslint ships, as text or bytes.

Facts: importlib.resources takes 10 ms to import, a tenth of what a hook on one file takes; a file beside this one is
read without it.
"""

import os

_FOLDER = os.path.join(os.path.dirname(__file__), "tables")  # noqa: PTH118, PTH120 (pathlib is dear, too)


def table(name: str) -> str:
    """Return the text of a table, a file in ``tables``."""
    return table_bytes(name).decode("utf-8").replace("\r\n", "\n")


def table_bytes(name: str) -> bytes:
    """Return the bytes of a table."""
    try:
        with open(os.path.join(_FOLDER, name), "rb") as file:  # noqa: PTH118, PTH123 (as above)
            return file.read()
    except OSError:
        from importlib.resources import files  # noqa: PLC0415 (only an import from a zip file pays)

        return (files("corpuslint") / "tables" / name).read_bytes()
