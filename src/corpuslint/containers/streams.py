"""Reading files block by block, compressed or not."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

BLOCK = 1 << 20


class ContainerError(ValueError):
    """A file that cannot be read as its name says; the message tells why and what to do."""


def blocks(file: Path) -> Iterator[bytes]:
    """Yield the (decompressed) bytes of a file in blocks of about a megabyte.

    Raises:
        ContainerError: it is damaged, or what decompresses it is not installed.
        OSError: it cannot be read.

    """
    try:
        with opened(file) as stream:
            while block := stream.read(BLOCK):
                yield block
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        msg = f"cannot be decompressed: {error}"
        raise ContainerError(msg) from error
    except Exception as error:
        if type(error).__name__ != "ZstdError":  # its class is known only where the extra is installed
            raise
        msg = f"cannot be decompressed: {error}"
        raise ContainerError(msg) from error


def opened(file: Path, mode: str = "rb") -> IO[bytes]:
    """Open a file for reading or writing bytes, through what its name says it is compressed with."""
    name = file.name.lower()
    if name.endswith(".gz"):
        # no name and no time in the header: the same text gives the same bytes
        return gzip.GzipFile(file, mode, mtime=0)  # type: ignore[return-value]
    if name.endswith(".zst"):
        zstandard = _zstandard()
        opened: IO[bytes] = zstandard.open(file, mode)
        return opened
    return file.open(mode)


def _zstandard() -> Any:
    try:
        import zstandard  # noqa: PLC0415 (an extra)
    except ImportError as error:
        msg = "needs zstandard: pip install 'corpuslint[zstd]'"
        raise ContainerError(msg) from error
    return zstandard


def whole(file: Path) -> bytes:
    """Return the (decompressed) bytes of a file. Raises as :func:`blocks` does."""
    if file.name.lower().endswith((".gz", ".zst")):
        return b"".join(blocks(file))
    with file.open("rb", buffering=0) as stream:  # one system call; a buffer would copy
        return stream.read()
