"""Which bytes a text file is made of. The whole file is read once, in pieces: a sample cannot prove an encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from common.errors import BadImport

PIECE = 1 << 20
#: Control characters that no table has; a few are forgiven, as old exports end with one.
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_EAST_ASIAN = re.compile(r"[ᄀ-ᇿ⺀-鿿ㄱ-ㆎ가-힣豈-﫿＀-￮ -〿]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_FORGIVEN_CONTROLS = 2
_ZEROS = 0.05


def find_encoding(path: Path) -> str:
    """The encoding in which the whole file reads: by its mark, else UTF-8, Korean (CP949), Western (CP1252).

    Raises BadImport when it is empty, when it is no text, or when no encoding fits (naming the byte).
    """
    with path.open("rb") as file:
        start = file.read(PIECE)
    if not start.strip():
        raise BadImport("empty_file", _("The file is empty."))
    if marked := _by_mark(start):
        _require(path, marked)
        return marked
    if _controls(path) > _FORGIVEN_CONTROLS:
        raise BadImport(
            "not_a_table", _("This is not a table: the file holds binary data, not text. Save it as CSV or XLSX.")
        )
    if _reads(path, "utf-8"):
        return "utf-8"
    if _reads(path, "cp949") and _mostly_korean(start):
        return "cp949"
    if _reads(path, "cp1252"):
        return "cp1252"
    raise _unreadable(path)


def _by_mark(start: bytes) -> str | None:
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Without a mark, UTF-16 shows by its delimiters and line ends: a zero beside each, nearly always on one side.
    even, odd = (start[side:4000:2].count(0) / max(1, len(start[side:4000:2])) for side in (0, 1))
    if max(even, odd) < _ZEROS or 4 * min(even, odd) > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _controls(path: Path) -> int:
    count = 0
    with path.open("rb") as file:
        while (piece := file.read(PIECE)) and count <= _FORGIVEN_CONTROLS:
            count += len(_CONTROL.findall(piece))
    return count


def _reads(path: Path, encoding: str) -> bool:
    return _first_bad_byte(path, encoding) is None


def _first_bad_byte(path: Path, encoding: str) -> int | None:
    decoder, offset = codecs.getincrementaldecoder(encoding)(), 0
    with path.open("rb") as file:
        while True:
            piece = file.read(PIECE)
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                return max(0, offset + error.start)
            if not piece:
                return None
            offset += len(piece)


def _mostly_korean(start: bytes) -> bool:
    """True if what is not ASCII reads as Korean: Western letters can form valid but senseless CP949 pairs."""
    text = start.decode("cp949", errors="ignore")
    foreign = len(_NOT_ASCII.findall(text))
    return foreign == 0 or len(_EAST_ASIAN.findall(text)) >= 0.8 * foreign


def _require(path: Path, encoding: str) -> None:
    if (position := _first_bad_byte(path, encoding)) is not None:
        raise BadImport(
            "bad_encoding",
            _("The file says it is %(encoding)s, but byte %(position)s is not. Save it again as CSV UTF-8."),
            encoding=encoding,
            position=position + 1,
        )


def _unreadable(path: Path) -> BadImport:
    position = _first_bad_byte(path, "utf-8") or 0
    return BadImport(
        "bad_encoding",
        _(
            "The text could not be read: byte %(position)s fits no known encoding "
            "(UTF-8, UTF-16, CP949, Windows-1252). Save it again as CSV UTF-8."
        ),
        position=position + 1,
    )
