"""A large text file in blocks of whole lines, plain or .gz, in bounded memory; a bomb is refused at once."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from longwatch.errors import BadInputError, Problem

BLOCK_BYTES: Final = 24_000_000
LONGEST_HEADER_BYTES: Final = 65_536
LARGEST_RATIO: Final = 100  # reports pack to a fifth or a tenth; a block of one letter to a thousandth
FREE_BYTES: Final = 25_000_000  # below this any ratio is harmless
GZIP_MARK: Final = b"\x1f\x8b"


def first_line(path: Path) -> bytes:
    """The first line of a file, or as much of it as a header may be long; BadInputError if there is no such file."""
    for start in _raw(path, LONGEST_HEADER_BYTES):
        return start.partition(b"\n")[0]
    return b""


def line_blocks(path: Path, block_bytes: int = BLOCK_BYTES) -> Iterator[bytes]:
    """Blocks that end at the end of a line, the last perhaps without one.

    Raises BadInputError for a missing or torn file, for a line longer than a block, and for one that unpacks to more than
    100 times its size.
    """
    rest = b""
    for piece in _raw(path, block_bytes):
        cut = piece.rfind(b"\n") + 1
        if not cut and rest:
            what = f"has a line longer than {block_bytes / 1e6:g} MB: this is no text of one report a line"
            raise BadInputError(Problem(str(path), what))
        if cut:
            yield rest + piece[:cut]
            rest = piece[cut:]
        else:
            rest = piece
    if rest:
        yield rest


def _raw(path: Path, block_bytes: int) -> Iterator[bytes]:
    """The bytes of a file as they come, unpacked where it is a .gz by its first bytes."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == GZIP_MARK
            file.seek(0)
            stream = gzip.GzipFile(fileobj=file) if packed else file
            out_bytes = 0
            while piece := stream.read(block_bytes):
                out_bytes += len(piece)
                if packed and out_bytes > max(FREE_BYTES, LARGEST_RATIO * file.tell()):
                    what = f"unpacks to more than {LARGEST_RATIO} times its size: this is no file of reports"
                    raise BadInputError(Problem(str(path), what))
                yield piece
    except FileNotFoundError:
        raise BadInputError(Problem(str(path), "there is no such file")) from None
    except (EOFError, zlib.error) as error:
        raise BadInputError(Problem(str(path), f"is a torn or damaged .gz: {error}")) from error
    except OSError as error:
        raise BadInputError(Problem(str(path), f"cannot be read: {error.strerror or error}")) from error
