"""The staging tables of one import: the file's good rows by COPY, the bad ones by number; for one transaction only.

Memory stays bounded: rows pass through in batches, and what must be compared is compared in the database.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.customers.importing.fields import FIELDS
from accounts.customers.importing.rows import RowReader
from common.importing import BrokenRow, DryRun, Layout, RowError, read_rows
from common.importing.report import LISTED_ERRORS
from geography.models import Geography

BATCH = 20_000
Progress = Callable[[int], None]


def stage(path: Path, layout: Layout, reader: RowReader, progress: Progress) -> int:
    """Read the whole file into `staged_account` and `staged_reject`; returns the number of rows with content."""
    _create_tables(reader.fields)
    rows = 0
    good: list[list[Any]] = []
    bad: list[RowError] = []
    for number, cells in read_rows(path, layout):
        rows += 1
        values, errors = _read(reader, number, cells)
        bad.extend(errors)
        if not errors:
            good.append([number, *(values.get(key) for key in reader.fields)])
        if rows % BATCH == 0:
            _flush(reader.fields, good, bad)
            progress(rows)
    _flush(reader.fields, good, bad)
    _reject_duplicates(reader.mapping["code"])
    return rows


def reject_foreign(field_force_id: int, heading: str) -> None:
    """Reject the rows whose account belongs to another sales team."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO staged_reject (row_no, field, value, message, expected)
            SELECT staged.row_no, %s, staged.code, %s, '' FROM staged_account staged
            JOIN customers_account account ON account.code = staged.code AND account.field_force_id <> %s
            """,
            [heading, _("An account of this number belongs to another sales team."), field_force_id],
        )
        cursor.execute("DELETE FROM staged_account WHERE row_no IN (SELECT row_no FROM staged_reject)")


def compare(rows: int, reader: RowReader) -> DryRun:
    """What loading the staged rows would do."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*) FILTER (WHERE account.id IS NULL),
                   count(*) FILTER (WHERE account.id IS NOT NULL AND ({differs(reader.fields)})),
                   (SELECT count(DISTINCT row_no) FROM staged_reject)
            FROM staged_account staged LEFT JOIN customers_account account ON account.code = staged.code
            """  # noqa: S608 - field names are constants of FIELDS
        )
        new, changed, rejected = cursor.fetchone()
        cursor.execute(
            "SELECT row_no, field, value, message, expected FROM staged_reject ORDER BY row_no, field LIMIT %s",
            [LISTED_ERRORS],
        )
        errors = [RowError(*row) for row in cursor.fetchall()]
    return DryRun(
        rows=rows,
        new=new,
        changed=changed,
        unchanged=rows - rejected - new - changed,
        rejected=rejected,
        errors=errors,
        repairs=reader.repairs,
    )


def placement_counts(geography: Geography) -> dict[str, int]:
    """Where the accounts of the file lie, by how that was found or why it was not; the sum is the good rows.

    coordinates, postcode, manual; enclosed (a PO box or single building, placed in the area around it);
    abroad, outside (coordinates in no unit), no_place (neither coordinates nor postcode), unknown_postcode.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT CASE WHEN place.method = 'postcode' AND NOT post.exact THEN 'enclosed'
                        WHEN place.method IS NOT NULL THEN place.method
                        WHEN account.country NOT IN ('', %(country)s) THEN 'abroad'
                        WHEN account.location IS NOT NULL THEN 'outside'
                        WHEN account.postcode = '' THEN 'no_place' ELSE 'unknown_postcode' END AS found, count(*)
            FROM staged_account staged JOIN customers_account account ON account.code = staged.code
            LEFT JOIN customers_placement place ON place.account_id = account.id
             AND place.geography_id = %(geography)s AND upper_inf(place.valid_during)
            LEFT JOIN customers_postcodeplace post
              ON post.geography_id = %(geography)s AND post.postcode = account.postcode
            GROUP BY found
            """,
            {"geography": geography.pk, "country": geography.country},
        )
        return dict(cursor.fetchall())


def place_of(keys: list[str]) -> bool:
    """True if the file sets coordinates."""
    return "lon" in keys and "lat" in keys


def differs(keys: list[str]) -> str:
    """SQL: a staged row says something else than its account. None in a derived field says nothing."""
    plain = [key for key in keys if key not in ("code", "lon", "lat")]
    tests = [f"(staged.{key} IS NOT NULL AND staged.{key} IS DISTINCT FROM account.{key})" for key in plain]
    if place_of(keys):
        tests.append(
            "(staged.lon IS DISTINCT FROM ST_X(account.location) OR staged.lat IS DISTINCT FROM ST_Y(account.location))"
        )
    return " OR ".join(tests) or "FALSE"


def rejected_rows(path: Path, layout: Layout) -> Iterator[list[str]]:
    """The rejected rows as the file has them, each with its number and the reasons."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_no, string_agg(CASE WHEN field = '' THEN message ELSE field || ': ' || message END, ' | ' "
            "ORDER BY field) FROM staged_reject GROUP BY row_no ORDER BY row_no"
        )
        reasons = iter(cursor.fetchall())
    wanted = next(reasons, None)
    for number, cells in read_rows(path, layout):
        if wanted is None:
            return
        if number == wanted[0]:
            raw = [""] * len(layout.columns) if isinstance(cells, BrokenRow) else cells
            yield [str(number), wanted[1], *raw]
            wanted = next(reasons, None)


def _read(reader: RowReader, number: int, cells: list[str] | BrokenRow) -> tuple[dict[str, Any], list[RowError]]:
    if isinstance(cells, BrokenRow):
        return {}, [RowError(number, "", "", cells.problem)]
    return reader.read(number, cells)


def _create_tables(keys: list[str]) -> None:
    types = ", ".join(f"{key} {FIELDS[key].sql_type}" for key in keys)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_account, staged_reject")
        cursor.execute(f"CREATE TEMP TABLE staged_account (row_no bigint, {types}) ON COMMIT DROP")
        cursor.execute(
            "CREATE TEMP TABLE staged_reject (row_no bigint, field text, value text, message text, "
            "expected text) ON COMMIT DROP"
        )


def _flush(keys: list[str], good: list[list[Any]], bad: list[RowError]) -> None:
    copy_rows("staged_account", ["row_no", *keys], good)
    copy_rows(
        "staged_reject",
        ["row_no", "field", "value", "message", "expected"],
        [[e.row, e.field, e.value, e.message, e.expected] for e in bad],
    )
    good.clear()
    bad.clear()


def copy_rows(table: str, columns: list[str], rows: list[list[Any]]) -> None:
    """COPY rows into a table; None becomes NULL, an empty text stays one."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NOTNULL)
    writer.writerows(rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv)", text)


def _reject_duplicates(heading: str) -> None:
    """Of several rows with one account number the first is kept; each other one says where the first is."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON staged_account (code)")
        cursor.execute("ANALYZE staged_account")
        cursor.execute(
            """
            INSERT INTO staged_reject (row_no, field, value, message, expected)
            SELECT row_no, %s, code, replace(%s, '#', first_row::text), %s
            FROM (SELECT row_no, code, min(row_no) OVER (PARTITION BY code) AS first_row FROM staged_account) numbered
            WHERE row_no > first_row
            """,
            [heading, _("The same account number is already in row #."), _("each account number once")],
        )
        cursor.execute("DELETE FROM staged_account WHERE row_no IN (SELECT row_no FROM staged_reject)")


def before_json() -> str:
    """SQL: an account as JSON that can be restored to the letter, its point as hex."""
    return "to_jsonb(account) || jsonb_build_object('location', account.location::text)"
