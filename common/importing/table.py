"""Tables in files: CSV, TSV and the like, and spreadsheets, as one stream of rows."""

from __future__ import annotations

import csv
import datetime
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from common.errors import BadImport
from common.importing.encoding import find_encoding

MEGABYTE = 1_000_000
DELIMITERS = (",", ";", "\t", "|")
#: Far longer than any cell a person types: an unclosed quotation mark is noticed here at the latest.
CELL_MAX = 50_000
COLUMNS_MAX = 500
_PROBED_ROWS = 25
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: Compressed spreadsheets grow on reading; one that would outgrow this is refused unread.
_UNPACKED_FACTOR = 8


@dataclass(frozen=True)
class Layout:
    """How a file reads. `columns` are the headings, made unique; `header_row` counts as in a spreadsheet."""

    format: str
    encoding: str
    delimiter: str
    sheet: str
    header_row: int
    columns: list[str]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class BrokenRow:
    """A row that cannot be cut into cells; `problem` says why."""

    problem: str


Row = tuple[int, list[str] | BrokenRow]


def size_limit() -> int:
    """Bytes a file may have (setting IMPORT_MAX_MB)."""
    return int(getattr(settings, "IMPORT_MAX_MB", 100)) * MEGABYTE


def require_size(size: int) -> None:
    """Raises BadImport `file_too_large` naming the size and the limit."""
    if size > size_limit():
        raise BadImport(
            "file_too_large",
            _("The file has %(size)s MB; up to %(limit)s MB can be imported at once. Split it, for example by region."),
            size=round(size / MEGABYTE, 1),
            limit=size_limit() // MEGABYTE,
        )


def find_layout(path: Path) -> Layout:
    """Look at a file as a table. Raises BadImport with a sentence when it is none."""
    require_size(path.stat().st_size)
    with path.open("rb") as file:
        magic = file.read(4)
    if magic in (_ZIP, _OLD_EXCEL):
        return _spreadsheet_layout(path, zipped=magic == _ZIP)
    encoding = find_encoding(path)
    delimiter = _find_delimiter(path, encoding)
    layout = Layout("csv", encoding, delimiter, "", 0, [])
    return _with_header(layout, _records(path, layout))


def read_rows(path: Path, layout: Layout) -> Iterator[Row]:
    """(row number, cells) for each data row, as many cells as columns; rows without any content are left out.

    Rows of the wrong length or with broken quotation come as BrokenRow. Raises BadImport when reading cannot go on.
    """
    width = len(layout.columns)
    for number, cells in _records(path, layout):
        if number <= layout.header_row:
            continue
        if isinstance(cells, BrokenRow):
            yield number, cells
        elif any(cells):
            yield number, _fitted(cells, width)


def _fitted(cells: list[str], width: int) -> list[str] | BrokenRow:
    """Cells cut or filled to the heading's width; a spreadsheet's empty tail is no mistake, anything else is."""
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) == width:
        return cells
    return BrokenRow(
        str(_("The row has %(cells)s cells, the heading %(columns)s.") % {"cells": len(cells), "columns": width})
    )


def _with_header(layout: Layout, records: Iterable[Row]) -> Layout:
    """The first row with any content is the heading. A title line above the table (one cell) is passed over."""
    rows = [(number, cells) for number, cells in islice(records, _PROBED_ROWS) if not isinstance(cells, BrokenRow)]
    filled = [(number, cells) for number, cells in rows if any(cells)]
    if not filled:
        raise BadImport("empty_file", _("The file is empty."))
    widest = max(sum(bool(cell) for cell in cells) for _number, cells in filled)
    number, cells = next((n, c) for n, c in filled if widest == 1 or sum(bool(cell) for cell in c) > 1)
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > COLUMNS_MAX:
        raise BadImport(
            "too_many_columns",
            _("The table has %(columns)s columns; up to %(limit)s can be read."),
            columns=len(cells),
            limit=COLUMNS_MAX,
        )
    if not any(row > number for row, _cells in rows) and not _has_more(records):
        raise BadImport("no_rows", _("The file has a heading but no rows."))
    return Layout(layout.format, layout.encoding, layout.delimiter, layout.sheet, number, _unique(cells))


def _has_more(records: Iterable[Row]) -> bool:
    return next(iter(records), None) is not None


def _unique(headings: list[str]) -> list[str]:
    """Headings as they are, the empty and the repeated ones told apart by their number."""
    seen: dict[str, int] = {}
    names = []
    for position, heading in enumerate(headings, 1):
        name = " ".join(heading.split()) or f"#{position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


# --- text ----------------------------------------------------------------------------------------------------------


def _find_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that cuts the first rows into the most cells of the same number."""

    def score(delimiter: str) -> tuple[float, int]:
        rows = islice(_csv_records(path, encoding, delimiter), _PROBED_ROWS)
        widths = [len(cells) for _number, cells in rows if not isinstance(cells, BrokenRow) and any(cells)]
        if not widths or max(widths) == 1:
            return 0.0, 0
        usual = max(set(widths), key=widths.count)
        return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 0)

    return max(DELIMITERS, key=score)


def _records(path: Path, layout: Layout) -> Iterator[Row]:
    if layout.format == "csv":
        return _csv_records(path, layout.encoding, layout.delimiter)
    return _sheet_records(path, layout.sheet)


def _csv_records(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(CELL_MAX)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            line = reader.line_num
            try:
                yield number, [_cell(cell) for cell in next(reader)]
            except StopIteration:
                return
            except csv.Error as error:
                if "field larger" in str(error) or "unexpected end" in str(error):
                    raise BadImport(
                        "unclosed_quote",
                        _(
                            "In line %(line)s a quotation mark is opened and never "
                            "closed; nothing after it can be read."
                        ),
                        line=line + 1,
                    ) from error
                yield number, BrokenRow(str(_("The row has text after a closing quotation mark.")))


def _cell(text: str) -> str:
    """A cell without the blanks around it, and without the apostrophe that keeps spreadsheets from calculating it."""
    text = text.strip(" \t\r\n\ufeff\xa0")
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


# --- spreadsheets --------------------------------------------------------------------------------------------------


def _spreadsheet_layout(path: Path, *, zipped: bool) -> Layout:
    if zipped:
        _refuse_bomb(path)
    workbook = _workbook(path)
    for sheet in workbook.sheet_names:
        layout = Layout("xlsx", "", "", sheet, 0, [])
        try:
            return _with_header(layout, _sheet_records(path, sheet))
        except BadImport as error:
            if error.code != "empty_file":
                raise
    raise BadImport("empty_file", _("The file is empty."))


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            is_workbook = any(item.filename.startswith("xl/") for item in archive.infolist())
    except zipfile.BadZipFile as error:
        raise _broken_spreadsheet() from error
    if not is_workbook:
        raise BadImport(
            "not_a_table", _("This is a ZIP archive, not a table. Unpack it and import the CSV or XLSX inside.")
        )
    if unpacked > _UNPACKED_FACTOR * size_limit():
        raise BadImport(
            "file_too_large",
            _("Unpacked, the spreadsheet has %(size)s MB; save it as CSV and import that."),
            size=round(unpacked / MEGABYTE),
        )


def _workbook(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise _broken_spreadsheet() from error


def _broken_spreadsheet() -> BadImport:
    return BadImport(
        "bad_spreadsheet",
        _(
            "The spreadsheet is damaged or protected by a password. Open it, save it "
            "again as XLSX or CSV, and try once more."
        ),
    )


def _sheet_records(path: Path, sheet: str) -> Iterator[Row]:
    try:
        for number, cells in enumerate(_workbook(path).get_sheet_by_name(sheet).iter_rows(), 1):
            yield number, [_cell(_as_text(cell)) for cell in cells]
    except CalamineError as error:
        raise _broken_spreadsheet() from error


def _as_text(cell: Any) -> str:
    """A cell's value as somebody would type it: whole numbers without a point, days as ISO dates."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time.min:
        return cell.date().isoformat()
    return str(cell)
