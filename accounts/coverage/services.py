"""Writes of coverage. Called from publishing, the one door between plans and what is in force."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pandas as pd
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.coverage.models import CoverageAccount, CoverageUnit
from accounts.coverage.selectors import PUBLISHED, knowledge
from common.audit import record
from common.errors import Conflict, NotFound, PlanningError
from geography.models import Geography
from people.models import FieldForce, Position

TABLES = {"unit": CoverageUnit._meta.db_table, "account": CoverageAccount._meta.db_table}
THING = {"unit": ["unit_id"], "account": ["account_code", "cause", "reason"]}
KEPT = [
    "field_force_id",
    "role",
    "share",
    "territory_key",
    "territory_name",
    "position_id",
    "announced_on",
    "publication_ref",
]


@transaction.atomic
def coverage_write(
    *,
    field_force: FieldForce,
    geography: Geography,
    units: pd.DataFrame,
    accounts: pd.DataFrame | None = None,
    effective_on: datetime.date,
    announced_on: datetime.date | None,
    ref: str,
    actor: Any,
) -> dict[str, int]:
    """State who covers what from `effective_on` on, known to the field from `announced_on` on.

    units: columns idx, territory_key, territory_name, position (code or None), optionally role and share.
    accounts: columns account_code, territory_key, territory_name, position, cause, reason, optionally role and share.
    Whatever the field force had from that day on is replaced, its earlier days stay. Returns the rows written per kind.
    Raises Conflict when another write is published but not yet announced at that moment.
    """
    FieldForce.objects.select_for_update().get(pk=field_force.pk)
    known_from = _known_from(field_force, announced_on)
    codes = dict(Position.objects.filter(field_force=field_force).values_list("code", "pk"))
    rows = {
        "unit": _prepared(units, codes).assign(unit_id=_unit_ids(units, geography)),
        "account": _prepared(_or_empty(accounts), codes),
    }
    for kind in TABLES:
        _replace(kind, field_force, effective_on, known_from, ref)
    fixed = {"field_force_id": field_force.pk, "announced_on": announced_on or "", "publication_ref": ref}
    for kind, table in rows.items():
        _insert(kind, table.assign(**fixed), effective_on, known_from, ref)
    written = {kind: len(table) for kind, table in rows.items()}
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES.values())}")  # what follows at once must not be planned blindly
    record(
        actor, "coverage_write", field_force, ref=ref, effective_on=effective_on, announced_on=announced_on, **written
    )
    return written


@transaction.atomic
def coverage_call_back(ref: str, *, actor: Any = None) -> None:
    """Take back what the write `ref` stated and let stand again what it replaced, as known from now on.

    Raises NotFound for an unknown ref, and Conflict when a later write has already built on it.
    """
    stated = CoverageUnit.objects.filter(publication_ref=ref)
    force = FieldForce.objects.select_for_update().filter(pk__in=stated.values("field_force")).first()
    if force is None:
        raise NotFound()
    if stated.filter(written_ref=ref).exclude(replaced_ref="").exists():
        raise Conflict("coverage_built_upon", _("A later publication builds on this one; call that back first."))
    now = timezone.now()
    for kind in TABLES:
        _withdraw(kind, ref, now)
    record(actor, "coverage_call_back", force, ref=ref)


def _known_from(field_force: FieldForce, announced_on: datetime.date | None) -> datetime.datetime:
    """The moment from which the field knows: the announcement, or now; always after what it replaces became known."""
    moment = now = timezone.now()
    if announced_on is not None:
        moment = max(now, timezone.make_aware(datetime.datetime.combine(announced_on, datetime.time.min)))
    known = CoverageUnit.objects.filter(knowledge(PUBLISHED), field_force=field_force)
    latest = known.order_by("-known_during__startswith").values("known_during", "written_ref")[:1]
    if not latest:
        return moment
    if (since := latest[0]["known_during"].lower) > moment:
        raise Conflict(
            "coverage_unannounced",
            _(
                "Publication %(ref)s waits for its announcement on %(date)s; call it back before publishing another "
                "one that is announced earlier."
            ),
            ref=latest[0]["written_ref"],
            date=timezone.localdate(since),
        )
    return max(moment, since + datetime.timedelta(microseconds=1))


def _or_empty(accounts: pd.DataFrame | None) -> pd.DataFrame:
    columns = ["account_code", "territory_key", "territory_name", "position", "cause", "reason"]
    return pd.DataFrame(columns=columns) if accounts is None else accounts


def _prepared(rows: pd.DataFrame, positions: dict[str, int]) -> pd.DataFrame:
    """Position codes as ids, missing columns filled. Raises PlanningError for a code the force does not have."""
    given = rows["position"].where(rows["position"].notna() & (rows["position"] != ""))
    unknown = sorted(set(given.dropna()) - set(positions))
    if unknown:
        raise PlanningError("unknown_position", _("There is no position %(code)s."), code=unknown[0])
    defaults = {"role": "primary", "share": 1.0, "cause": "", "reason": ""}
    missing = {name: value for name, value in defaults.items() if name not in rows}
    return rows.assign(position_id=given.map(positions).astype("Int64"), **missing)


def _unit_ids(units: pd.DataFrame, geography: Geography) -> pd.Series:
    ids = dict(geography.units.values_list("idx", "pk"))
    found = units["idx"].map(ids)
    if found.isna().any():
        raise PlanningError(
            "unknown_unit",
            _("%(geography)s has no unit number %(idx)s."),
            geography=geography.name,
            idx=int(units["idx"][found.isna()].iloc[0]),
        )
    return found.astype("int64")


def _replace(
    kind: str, field_force: FieldForce, effective_on: datetime.date, known_from: datetime.datetime, ref: str
) -> None:
    """End the knowledge of every row that reaches into the days from `effective_on` on; keep its days before."""
    table, columns = TABLES[kind], ", ".join([*THING[kind], *KEPT])
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH ended AS (
                UPDATE {table}
                SET known_during = tstzrange(lower(known_during), %(known)s), replaced_ref = %(ref)s
                WHERE field_force_id = %(force)s AND NOT isempty(known_during) AND upper_inf(known_during)
                  AND valid_during && daterange(%(day)s, NULL)
                RETURNING *
            )
            INSERT INTO {table} ({columns}, valid_during, known_during, written_ref, replaced_ref)
            SELECT {columns}, valid_during * daterange(NULL, %(day)s), tstzrange(%(known)s, NULL), %(ref)s, ''
            FROM ended WHERE NOT isempty(valid_during * daterange(NULL, %(day)s))
            """,  # noqa: S608 - table and column names are this module's constants
            {"force": field_force.pk, "day": effective_on, "known": known_from, "ref": ref},
        )


def _insert(
    kind: str, rows: pd.DataFrame, effective_on: datetime.date, known_from: datetime.datetime, ref: str
) -> None:
    columns = [*THING[kind], *KEPT]
    stamps = {
        "valid_during": f"[{effective_on},)",
        "known_during": f"[{known_from.isoformat()},)",
        "written_ref": ref,
        "replaced_ref": "",
    }
    text = io.StringIO()
    rows[columns].assign(**stamps).to_csv(text, index=False, header=False)
    text.seek(0)
    with connection.cursor() as cursor:
        names = ", ".join([*columns, *stamps])
        forced = "account_code, cause, reason, replaced_ref" if kind == "account" else "replaced_ref"
        cursor.copy_expert(
            f"COPY {TABLES[kind]} ({names}) FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL ({forced}))", text
        )


def _withdraw(kind: str, ref: str, now: datetime.datetime) -> None:
    """Close what `ref` wrote; reopen what it ended, or state it anew when its end has been known already."""
    table, columns = TABLES[kind], ", ".join([*THING[kind], *KEPT])
    values: dict[str, Any] = {"ref": ref, "now": now, "back": f"back:{ref}"[:60]}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table}
            SET known_during = CASE WHEN lower(known_during) < %(now)s
                                    THEN tstzrange(lower(known_during), %(now)s) ELSE 'empty' END,
                replaced_ref = %(back)s
            WHERE written_ref = %(ref)s AND NOT isempty(known_during)
            """,  # noqa: S608
            values,
        )
        cursor.execute(
            f"""
            UPDATE {table} SET known_during = tstzrange(lower(known_during), NULL), replaced_ref = ''
            WHERE replaced_ref = %(ref)s AND NOT isempty(known_during) AND upper(known_during) > %(now)s
            """,  # noqa: S608
            values,
        )
        cursor.execute(
            f"""
            INSERT INTO {table} ({columns}, valid_during, known_during, written_ref, replaced_ref)
            SELECT {columns}, valid_during, tstzrange(%(now)s, NULL), %(back)s, '' FROM {table}
            WHERE replaced_ref = %(ref)s AND NOT isempty(known_during) AND upper(known_during) <= %(now)s
            """,  # noqa: S608
            values,
        )
