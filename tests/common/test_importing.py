"""Strangers' tables: encodings, delimiters, spreadsheets, broken ones; numbers; exports that do not calculate."""

import csv
import io
import os
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from common.errors import BadImport
from common.importing import BrokenRow, DryRun, Guess, Repairs, describe, find_layout, guess, read_rows, rows_as_csv
from common.importing.values import number, yes_or_no

KOREAN = '거래처코드,상호,매출\n1,가나다 상회,"1,200"\n2,라마바,300\n'
WESTERN = "code;name;city\n1;Café Zoë;Besançon\n2;Ærø;Ålborg\n"


def _file(tmp_path: Path, content: bytes, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def _read(path: Path) -> tuple[object, list]:
    layout = find_layout(path)
    return layout, list(read_rows(path, layout))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16", "utf-16-le", "utf-16-be"])
def test_korean_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    layout, rows = _read(_file(tmp_path, KOREAN.encode(encoding)))
    assert layout.columns == ["거래처코드", "상호", "매출"] and layout.delimiter == ","
    assert rows == [(2, ["1", "가나다 상회", "1,200"]), (3, ["2", "라마바", "300"])]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_western_letters_and_semicolons(tmp_path: Path, encoding: str) -> None:
    layout, rows = _read(_file(tmp_path, WESTERN.encode(encoding)))
    assert layout.delimiter == ";" and rows[1] == (3, ["2", "Ærø", "Ålborg"])


def test_an_encoding_that_shows_late_is_found(tmp_path: Path) -> None:
    text = "code,name\n" + "1,plain\n" * 200_000 + "2,가\n"
    assert find_layout(_file(tmp_path, text.encode("utf-8"))).encoding == "utf-8"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = f"a{delimiter}b{delimiter}c\n1{delimiter}x y{delimiter}\n"
    layout, rows = _read(_file(tmp_path, text.encode()))
    assert layout.delimiter == delimiter and rows == [(2, ["1", "x y", ""])]


def test_spreadsheets_with_a_title_above_and_numbers_as_typed(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("empty")
    sheet = book.add_worksheet("data")
    sheet.write_row(1, 0, ["Export of 1 October"])
    sheet.write_row(3, 0, ["ID", "ZIP", "Revenue", "ID"])
    sheet.write_row(4, 0, ["a", 2134, 10.5, "x"])
    book.close()
    layout, rows = _read(path)
    assert (layout.sheet, layout.header_row) == ("data", 4)
    assert layout.columns == ["ID", "ZIP", "Revenue", "ID (2)"]
    assert rows == [(5, ["a", "2134", "10.5", "x"])]


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return out.getvalue()


BAD = {
    "empty": (b"", "empty_file"),
    "blank": (b" \n\n \n", "empty_file"),
    "commas only": (b",,,\n,,,\n", "empty_file"),
    "heading only": (b"code,name\n", "no_rows"),
    "binary": (bytes(range(256)) * 40, "not_a_table"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(400), "not_a_table"),
    "an archive": (_archive(), "not_a_table"),
    "a torn spreadsheet": (b"PK\x03\x04" + os.urandom(300), "bad_spreadsheet"),
    "an old torn spreadsheet": (b"\xd0\xcf\x11\xe0" + os.urandom(300), "bad_spreadsheet"),
    "no known encoding": (b"code,name\n1,\x81\x8d\x8f\n", "bad_encoding"),
    "mark and bytes disagree": (b"\xef\xbb\xbfcode,name\n1,\xff\n", "bad_encoding"),
    "unclosed quotation": (b'code,name\n1,a\n2,"b\n3,c\n4,d\n', "unclosed_quote"),
    "one endless cell": (b'code,name\n1,"' + b"x" * 60_000 + b"\n2,b\n", "unclosed_quote"),
    "too many columns": (
        (",".join(f"c{i}" for i in range(600)) + "\n" + "1," * 599 + "1\n").encode(),
        "too_many_columns",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_table_gets_a_sentence(tmp_path: Path, case: str) -> None:
    content, code = BAD[case]
    with pytest.raises(BadImport) as caught:
        _read(_file(tmp_path, content))
    assert caught.value.code == code and caught.value.detail.endswith(".")


def test_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(BadImport, match=r"200.0 MB; up to 100 MB"):
        find_layout(path)


def test_broken_rows_are_named_and_the_others_read(tmp_path: Path) -> None:
    text = 'a,b\n1,x\n2\n3,x,y\n4,"x"y\n\n5,z\n6,z,,\n'
    _layout, rows = _read(_file(tmp_path, text.encode()))
    broken = {number: row.problem for number, row in rows if isinstance(row, BrokenRow)}
    assert set(broken) == {3, 4, 5} and "1 cells" in broken[3] and "3 cells" in broken[4] and "quotation" in broken[5]
    assert [row for row in rows if not isinstance(row[1], BrokenRow)] == [
        (2, ["1", "x"]),
        (7, ["5", "z"]),
        (8, ["6", "z"]),
    ]


def test_columns_are_guessed_by_name_and_by_look(tmp_path: Path) -> None:
    path = _file(tmp_path, b"Cust No.,Company,Total Sales\n1,A,12\n2,B,13\n")
    layout = find_layout(path)
    fields = {
        "code": Guess(["cust no"]),
        "name": Guess(["company"]),
        "sales": Guess(["sales"], str.isdigit),
        "city": Guess(["company"]),
    }
    assert guess(describe(path, layout), fields) == {"code": "Cust No.", "name": "Company", "sales": "Total Sales"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234.5", 1234.5),
        ("1234", 1234),
        ("₩1,200,000", 1_200_000),
        ("$ 12", 12),
        ("1,200원", 1200),
        ("(300)", -300),
        ("-5", -5),
        ("−5", -5),
        (".5", 0.5),
        ("1.234,50", 1234.5),
        ("12,5", 12.5),
        ("1e3", 1000),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "abc", "1,23,4", "12 apples", "nan", "inf", "1.2.3", "--5", "#REF!"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text itself is the message
        number(text)


def test_yes_and_no_in_two_languages() -> None:
    assert yes_or_no("예") and yes_or_no("Y") and not yes_or_no("아니오") and not yes_or_no("0")
    with pytest.raises(ValueError, match="maybe"):
        yes_or_no("maybe")


def test_counts_that_do_not_add_up_are_a_defect() -> None:
    with pytest.raises(ValueError, match="add up"):
        DryRun(rows=3, new=1, changed=0, unchanged=1, rejected=0, errors=[], repairs=Repairs())


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20))
def test_no_exported_text_begins_like_a_formula(text: str) -> None:
    line = next(iter(list(rows_as_csv(["x"], [[text]]))[1:]))
    cell = next(csv.reader(io.StringIO(line, newline="")), [""])
    assert not (cell and cell[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n")))


def test_export_and_import_agree(tmp_path: Path) -> None:
    lines = "".join(rows_as_csv(["a", "b"], [["=1+1", -5.0], ["plain", None]]))
    _layout, rows = _read(_file(tmp_path, lines.encode()))
    assert rows == [(2, ["=1+1", "-5.0"]), (3, ["plain", ""])]
