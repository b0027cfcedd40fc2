"""Importing accounts: upload → check (a dry run) → load → undo. Nothing changes before load; load is all or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.customers.importing.fields import FIELDS, guesses
from accounts.customers.importing.merge import merge, unmerge
from accounts.customers.importing.rows import TIER_EFFORT, RowReader
from accounts.customers.importing.staging import compare, placement_counts, reject_foreign, rejected_rows, stage
from accounts.customers.models import ImportJob
from accounts.customers.services.placement import accounts_place
from common import events
from common.audit import record
from common.errors import BadImport, IllegalTransition, PlanningError
from common.importing import Layout, describe, find_layout, guess, rows_as_csv
from common.importing.columns import as_dicts
from common.importing.report import DryRun
from common.importing.table import MEGABYTE, require_size
from geography.models import Geography
from people.models import FieldForce
from people.permissions import require_data_manager

State = ImportJob.State
_HOME = {"USD": "US", "KRW": "KR"}


def import_upload(*, actor: Any, field_force: FieldForce, file: File, geography: Geography | None = None) -> ImportJob:
    """Keep a file and look at it: format, encoding, delimiter, columns with samples, a guess of their meaning.

    Raises BadImport when it is no table, is empty or too large; then nothing is kept.
    """
    require_data_manager(actor, field_force)
    require_size(file.size or 0)
    job = ImportJob(field_force=field_force, geography=geography, by=actor, file_name=Path(file.name or "file").name)
    job.file.save(job.file_name, file, save=False)
    try:
        layout = find_layout(Path(job.file.path))
        columns = describe(Path(job.file.path), layout)
    except BadImport:
        job.file.delete(save=False)
        raise
    job.mapping = guess(columns, guesses())
    job.layout = layout.as_dict() | {"columns": as_dicts(columns)}
    with transaction.atomic():
        job.save()
        record(actor, "import_upload", job, file=job.file_name, bytes=file.size, layout=layout.as_dict())
    return job


@transaction.atomic
def import_map(
    *,
    actor: Any,
    job: ImportJob,
    mapping: Mapping[str, str],
    geography: Geography | None = None,
    partial: bool = False,
) -> ImportJob:
    """Decide what the columns mean. Raises BadImport when a needed field has no column or a column does not exist."""
    require_data_manager(actor, job.field_force)
    job = _locked(job, {State.UPLOADED, State.CHECKED, State.FAILED}, _("The file is being worked on or is loaded."))
    chosen = {field: heading for field, heading in mapping.items() if heading}
    _require_mapping(chosen, _columns(job))
    job.mapping, job.geography, job.partial = chosen, geography or job.geography, partial
    job.state, job.report, job.error, job.progress = State.UPLOADED, {}, None, 0
    job.save()
    return job


def import_check(*, job: ImportJob) -> ImportJob:
    """The dry run: what loading would do and where the accounts would lie — by doing it, and rolling back."""
    try:
        with transaction.atomic():
            report = _staged(job, "check")
            if job.geography is not None:
                merge(job, _reader(job).fields)
            placed = _placed(job)
            _save_rejected(job, report)
            transaction.set_rollback(True)
    except PlanningError as error:
        return _failed(job, error)
    job.report = report.as_dict() | placed
    return _finish(job, State.CHECKED)


def import_load(*, job: ImportJob) -> ImportJob:
    """Load a checked file in one transaction: all rows or none, unless the good ones alone were chosen."""
    try:
        with transaction.atomic():
            report = _staged(job, "load")
            if report.rejected and not job.partial:
                raise BadImport(
                    "rows_rejected",
                    _("%(rejected)s of %(rows)s rows cannot be loaded. Correct them, or choose to load the others."),
                    errors=report.as_dict()["errors"][:20],
                    rejected=report.rejected,
                    rows=report.rows,
                )
            merge(job, _reader(job).fields)
            placed = _placed(job)
            job.report = report.as_dict() | placed
            _finish(job, State.LOADED)
            record(job.by, "import_load", job, **{k: v for k, v in job.report.items() if isinstance(v, int)})
    except PlanningError as error:
        return _failed(job, error)
    return job


@transaction.atomic
def import_undo(*, actor: Any, job: ImportJob) -> ImportJob:
    """Take a loaded import back as a whole. Raises Conflict when something has been built on it."""
    require_data_manager(actor, job.field_force)
    job = _locked(job, {State.LOADED}, _("Only a loaded import can be undone."))
    removed, restored = unmerge(job)
    if job.geography is not None:
        accounts_place(field_force=job.field_force, geography=job.geography, actor=None)
    job.state = State.UNDONE
    job.save(update_fields=["state", "updated_at"])
    record(actor, "import_undo", job, removed=removed, restored=restored)
    return job


@transaction.atomic
def import_start(*, actor: Any, job: ImportJob, step: State) -> ImportJob:
    """Claim a job for checking or loading. Raises IllegalTransition from a state in which that makes no sense."""
    require_data_manager(actor, job.field_force)
    before = {State.CHECKING: {State.UPLOADED, State.CHECKED, State.FAILED}, State.LOADING: {State.CHECKED}}[step]
    job = _locked(job, before, _("Check the file first; a file that is being worked on or loaded cannot start again."))
    if step == State.LOADING and job.error:
        raise IllegalTransition("import_failed", _("The check failed; see its message."))
    job.state, job.progress = step, 0
    job.save(update_fields=["state", "progress", "updated_at"])
    return job


def runs_in_background(job: ImportJob) -> bool:
    """True for files that take longer than a request should (setting IMPORT_BACKGROUND_MB)."""
    return job.file.size > float(getattr(settings, "IMPORT_BACKGROUND_MB", 3)) * MEGABYTE


def _locked(job: ImportJob, states: set[State], sentence: Any) -> ImportJob:
    job = ImportJob.objects.select_for_update().select_related("field_force").get(pk=job.pk)
    if job.state not in states:
        raise IllegalTransition("import_state", sentence)
    return job


def _columns(job: ImportJob) -> list[str]:
    return [column["name"] for column in job.layout["columns"]]


def _layout(job: ImportJob) -> Layout:
    return Layout(**(job.layout | {"columns": _columns(job)}))


def _require_mapping(mapping: Mapping[str, str], columns: list[str]) -> None:
    for field, heading in mapping.items():
        if field not in FIELDS:
            raise BadImport("unknown_field", _("There is no field “%(field)s”."), field=field)
        if heading not in columns:
            raise BadImport(
                "unknown_column",
                _("The file has no column “%(column)s”. It has: %(columns)s."),
                column=heading,
                columns=", ".join(columns[:30]),
            )
    missing = [field for field in FIELDS.values() if field.required and field.key not in mapping]
    if missing:
        raise BadImport(
            "column_missing",
            _("Say which column holds the %(field)s. The file has: %(columns)s."),
            field=missing[0].label,
            columns=", ".join(columns[:30]),
        )
    if ("lon" in mapping) != ("lat" in mapping):
        raise BadImport(
            "column_missing", _("Longitude and latitude go together: say which column holds each, or neither.")
        )


def _reader(job: ImportJob) -> RowReader:
    home = job.geography.country if job.geography else _HOME.get(job.field_force.currency, "")
    return RowReader(
        columns=_columns(job),
        mapping=job.mapping,
        home_country=home,
        effort=TIER_EFFORT,
        bbox=job.geography.bbox if job.geography else None,
    )


def _staged(job: ImportJob, step: str) -> DryRun:
    _require_mapping(job.mapping, _columns(job))
    reader = _reader(job)
    rows = stage(Path(job.file.path), _layout(job), reader, lambda done: _tell(job, step, done))
    reject_foreign(job.field_force_id, job.mapping["code"])
    return compare(rows, reader)


def _placed(job: ImportJob) -> dict[str, Any]:
    if job.geography is None:
        return {}
    accounts_place(field_force=job.field_force, geography=job.geography, actor=None)
    return {"placement": placement_counts(job.geography)}


def _save_rejected(job: ImportJob, report: DryRun) -> None:
    if job.rejected:
        job.rejected.delete(save=False)
    if report.rejected:
        layout = _layout(job)
        lines = rows_as_csv(["row", "reason", *layout.columns], rejected_rows(Path(job.file.path), layout))
        with tempfile.TemporaryFile() as file:
            file.writelines(line.encode() for line in lines)
            job.rejected.save(f"rejected-{job.pk}.csv", File(file), save=False)


def _tell(job: ImportJob, step: str, rows: int) -> None:
    """Progress goes out as an event only: the import's own transaction is not visible until it ends."""
    if job.by_id:
        events.send_now(f"user:{job.by_id}", "import", {"id": job.pk, "step": step, "rows": rows})


def _finish(job: ImportJob, state: State) -> ImportJob:
    job.state, job.progress, job.error = state, 1, None
    job.save()
    if job.by_id:
        events.publish(f"user:{job.by_id}", "import", {"id": job.pk, "state": state})
    return job


def _failed(job: ImportJob, error: PlanningError) -> ImportJob:
    """The step ends with its reason; accounts are as they were."""
    job.error = {"code": error.code, "detail": error.detail, "errors": error.errors}
    job.state, job.report = (State.CHECKED, job.report) if error.code == "rows_rejected" else (State.FAILED, {})
    job.save()
    if job.by_id:
        events.publish(f"user:{job.by_id}", "import", {"id": job.pk, "state": job.state})
    return job
