"""From the staging table into the accounts, and back out of them again."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.customers.importing.staging import before_json, differs, place_of
from accounts.customers.models import ImportChange, ImportJob, Sale, Visit
from common.errors import Conflict

#: What a new account has where the file says nothing; a name it always has.
_NEW = {
    "name": "staged.code",
    "name_local": "''",
    "kind": "'customer'",
    "status": "'active'",
    "industry": "''",
    "tier": "''",
    "field_covered": "TRUE",
    "revenue_12m": "0",
    "potential": "0",
    "visits_per_year": "0",
    "minutes_per_visit": "0",
    "address": "''",
    "city": "''",
    "postcode": "''",
    "country": "''",
    "owner": "''",
    "is_national": "FALSE",
    "family": "''",
}
_POINT = (
    "CASE WHEN staged.lon IS NOT NULL AND staged.lat IS NOT NULL "
    "THEN ST_SetSRID(ST_MakePoint(staged.lon, staged.lat), 4326) END"
)


def merge(job: ImportJob, keys: list[str]) -> None:
    """Insert the new accounts, update the changed ones, and keep what each was before."""
    values: dict[str, Any] = {"job": job.pk, "force": job.field_force_id, "currency": job.field_force.currency}
    with connection.cursor() as cursor:
        cursor.execute(_remember_and_update(keys), values)
        cursor.execute(_insert(keys), values)


def _remember_and_update(keys: list[str]) -> str:
    sets = [f"{key} = COALESCE(staged.{key}, account.{key})" for key in keys if key in _NEW]
    if place_of(keys):
        sets.append(f"location = {_POINT}")
    return f"""
        WITH changed AS (
            SELECT account.id, {before_json()} AS before FROM staged_account staged
            JOIN customers_account account ON account.code = staged.code WHERE {differs(keys)}
        ), kept AS (
            INSERT INTO customers_importchange (job_id, account_id, before)
            SELECT %(job)s, id, before FROM changed
        )
        UPDATE customers_account account
        SET {", ".join([*sets, "updated_at = now()", "imported_by_id = %(job)s"])}
        FROM staged_account staged, changed WHERE account.code = staged.code AND account.id = changed.id
    """  # noqa: S608 - field names are constants


def _insert(keys: list[str]) -> str:
    values = {key: f"COALESCE(staged.{key}, {default})" if key in keys else default for key, default in _NEW.items()}
    values |= {
        "code": "staged.code",
        "location": _POINT if place_of(keys) else "NULL",
        "currency": "%(currency)s",
        "field_force_id": "%(force)s",
        "imported_by_id": "%(job)s",
        "synthetic": "FALSE",
        "created_at": "now()",
        "updated_at": "now()",
    }
    return f"""
        WITH made AS (
            INSERT INTO customers_account ({", ".join(values)})
            SELECT {", ".join(values.values())} FROM staged_account staged
            WHERE NOT EXISTS (SELECT 1 FROM customers_account account WHERE account.code = staged.code)
            RETURNING id
        )
        INSERT INTO customers_importchange (job_id, account_id, before) SELECT %(job)s, id, NULL FROM made
    """  # noqa: S608


def unmerge(job: ImportJob) -> tuple[int, int]:
    """Take an import back: remove what was new, restore what was changed. Returns (removed, restored).

    Raises Conflict when a later import has touched one of the accounts, or a new one has sales or visits by now.
    """
    _refuse_if_built_upon(job)
    with connection.cursor() as cursor:
        cursor.execute(_restore(), [job.pk])
        restored = cursor.rowcount
        new = "SELECT account_id FROM customers_importchange WHERE job_id = %s AND before IS NULL"
        cursor.execute("DROP TABLE IF EXISTS taken_back")
        cursor.execute(f"CREATE TEMP TABLE taken_back ON COMMIT DROP AS {new}", [job.pk])
        for table in ("customers_placement", "customers_importchange"):
            cursor.execute(f"DELETE FROM {table} WHERE account_id IN (SELECT account_id FROM taken_back)")  # noqa: S608
        cursor.execute("DELETE FROM customers_account WHERE id IN (SELECT account_id FROM taken_back)")
        return cursor.rowcount, restored


def _restore() -> str:
    columns = [*(key for key in _NEW), "location", "imported_by_id"]
    sets = ", ".join(f"{column} = old.{column}" for column in columns)
    return f"""
        UPDATE customers_account account SET {sets}, updated_at = now()
        FROM customers_importchange change
        CROSS JOIN LATERAL jsonb_populate_record(NULL::customers_account, change.before) old
        WHERE change.job_id = %s AND change.account_id = account.id AND change.before IS NOT NULL
    """  # noqa: S608


def _refuse_if_built_upon(job: ImportJob) -> None:
    touched = ImportChange.objects.filter(job=job).values("account")
    later = (
        ImportChange.objects.filter(job__pk__gt=job.pk, job__state=ImportJob.State.LOADED, account__in=touched)
        .select_related("job")
        .order_by("-job")
    )
    if (change := later.first()) is not None:
        raise Conflict(
            "import_built_upon",
            _("The later import “%(file)s” changed the same accounts; undo that one first."),
            file=change.job.file_name,
        )
    new = ImportChange.objects.filter(job=job, before__isnull=True).values("account")
    lived = Sale.objects.filter(account__in=new).exists() or Visit.objects.filter(account__in=new).exists()
    if lived:
        raise Conflict(
            "import_lived_in",
            _(
                "Accounts that came with this import have sales or visits by now; it can "
                "no longer be undone as a whole."
            ),
        )
