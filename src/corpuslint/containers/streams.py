"""Reading and writing files block by block, compressed or not.

What stands in a compressed file, its *content*, is what a record of a fix speaks of: compressing it again need not give
the same bytes, and loses nothing.

Facts: gzip expands at most 1,032 to one (zlib's own figure), zstd without a bound; text expands three to ten to one,
and only what repeats itself for pages hundreds to one.
"""

import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from corpuslint.typed import IO, Any

BLOCK = 1 << 20
LONGEST = 512 << 20
"""Bytes of one document. It takes some ten times that in memory."""
_HUGE = 64 << 20
"""Bytes of content from which on a file must not expand more than ``_RATIO`` to one."""
_RATIO = 500
_SIP = 2 << 10
"""Bytes of zstd taken at once: a block of four bytes may hold 128 kB."""
EXPANDS = f"expands to more than {_RATIO} times its size: a trap?"
_PACKED = (".gz", ".zst")


class ContainerError(ValueError):
    """A file that cannot be read as its name says; the message tells why and what to do."""


def is_packed(name: str) -> bool:
    """Tell whether a file of this name is compressed."""
    return name.lower().endswith(_PACKED)


def blocks(file: Path) -> Iterator[bytes]:
    """Yield the content of a file in blocks of about a megabyte.

    Raises:
        ContainerError: it is damaged, expands beyond measure, or what decompresses it is not installed.
        OSError: it cannot be read.

    """
    import gzip  # noqa: PLC0415 (a hook meets nothing compressed)

    try:
        yield from _bounded(_content(file), most(file.stat().st_size))
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        msg = f"cannot be decompressed: {error}"
        raise ContainerError(msg) from error
    except Exception as error:
        if type(error).__name__ != "ZstdError":  # its class is known only where the extra is installed
            raise
        msg = f"cannot be decompressed: {error}"
        raise ContainerError(msg) from error


def most(size: int) -> int:
    """Return how many bytes so many compressed ones may stand for."""
    return max(_HUGE, _RATIO * size)


def _bounded(content: Iterator[bytes], limit: int) -> Iterator[bytes]:
    length = 0
    for block in content:
        length += len(block)
        if length > limit:
            msg = f"{EXPANDS} If you trust it, decompress it yourself"
            raise ContainerError(msg)
        yield block


def open_regular(file: Path, *, buffered: bool = True) -> IO[bytes]:
    """Open a file for reading, but nothing that is read only once, or never ends.

    Raises:
        ContainerError: it is a pipe, a device, or the like.
        OSError: it cannot be opened.

    """
    mode = file.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # of a folder, opening it tells
        msg = "is no regular file but a pipe, a device or the like; give it to standard input (`-`)"
        raise ContainerError(msg)
    return file.open("rb") if buffered else file.open("rb", buffering=0)


def _content(file: Path) -> Iterator[bytes]:
    name = file.name.lower()
    with open_regular(file) as stream:
        if name.endswith(".zst"):
            yield from _frames(stream)
            return
        import gzip  # noqa: PLC0415 (as above)

        with gzip.open(stream) if name.endswith(".gz") else stream as content:
            while block := content.read(BLOCK):
                yield block


def _frames(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the content of zstd frames; one that is cut off is an error, which a stream reader would pass over."""
    decompressor = _zstandard().ZstdDecompressor()
    frame = None
    while data := stream.read(_SIP):
        while data:
            frame = frame or decompressor.decompressobj()
            yield frame.decompress(data)
            data = frame.unused_data if frame.eof else b""
            frame = None if frame.eof else frame
    if frame is not None:
        msg = "cannot be decompressed: it ends in the middle of a frame"
        raise ContainerError(msg)


def packing(name: str, out: IO[bytes]) -> IO[bytes]:
    """Return a stream that writes content to ``out``, compressed as a file of this name is; close it at the end."""
    if name.lower().endswith(".gz"):
        import gzip  # noqa: PLC0415 (as above)

        # no name and no time in the header: the same text gives the same bytes
        return gzip.GzipFile("", "wb", 6, out, mtime=0)  # type: ignore[return-value]
    packed: IO[bytes] = _zstandard().ZstdCompressor().stream_writer(out, closefd=False)
    return packed


def packed(name: str, data: bytes) -> bytes:
    """Return content as the bytes of a file of this name."""
    if not is_packed(name):
        return data
    if name.lower().endswith(".gz"):
        import gzip  # noqa: PLC0415 (as above)

        return gzip.compress(data, 6, mtime=0)
    frame: bytes = _zstandard().ZstdCompressor().compress(data)
    return frame


def _zstandard() -> Any:
    try:
        import zstandard  # noqa: PLC0415 (an extra)
    except ImportError as error:
        msg = "needs zstandard: python -m pip install zstandard"
        raise ContainerError(msg) from error
    return zstandard


def whole(file: Path) -> bytes:
    """Return the content of a file that is one document. Raises as :func:`blocks` does, and if it is too long."""
    if not is_packed(file.name):
        with open_regular(file, buffered=False) as stream:
            return _short(_all(stream))
    held: list[bytes] = []
    length = 0
    for block in blocks(file):
        held.append(block)
        length += len(block)
        if length > LONGEST:
            break
    return _short(b"".join(held))


def _all(stream: IO[bytes]) -> bytes:
    """Read an unbuffered stream in one system call, into memory of its size: room for the longest takes 25 µs."""
    size = os.fstat(stream.fileno()).st_size
    data = stream.read(min(size, LONGEST) + 1)
    return data if len(data) <= size else data + stream.read(LONGEST + 1 - size)  # it grew, or does not tell its size


def _short(data: bytes) -> bytes:
    if len(data) > LONGEST:
        msg = f"is one document of more than {LONGEST >> 20} MB; cut it, or make it rows of a .jsonl"
        raise ContainerError(msg)
    return data


def digest(file: Path) -> str:
    """Return the SHA-256 of the content of a file, as records write it. Raises as :func:`blocks` does."""
    from hashlib import sha256  # noqa: PLC0415 (5 ms, and checking hashes nothing)

    found = sha256()
    for block in blocks(file):
        found.update(block)
    return found.hexdigest()
