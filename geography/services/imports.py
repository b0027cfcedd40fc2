"""Boundary imports: upload and dry run, then — on request — a new geography. Nothing changes on a failed import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common import audit, events
from common.errors import BadImport, Conflict, IllegalTransition, PlanningError
from geography import permissions
from geography.models import BoundaryImport, Geography
from geography.services.load import geography_load

if TYPE_CHECKING:
    import geopandas as gpd

    from geography.ground.model import Ground
    from geography.imports import Checked

State = BoundaryImport.State
CHECKED_AT_ONCE_MB = 20
PLANNING_SRIDS = {"KR": 5179, "US": 5070}


def boundaries_upload(
    *, actor: Any, file: UploadedFile, code_field: str = "", name_field: str = "", layer: str = ""
) -> BoundaryImport:
    """Keep a file and check it: small ones at once, large ones in the background (state `checking`).

    Raises NotAllowed; BadImport when the file as a whole is no boundary file, which then is not kept.
    """
    permissions.require_planner(actor)
    limit = settings.BOUNDARY_FILE_LIMIT_MB
    size = file.size or 0
    if size > limit * 1_000_000:
        raise BadImport(
            "file_too_large",
            _("The file has %(size)s MB; at most %(limit)s MB can be imported."),
            size=size // 1_000_000,
            limit=limit,
        )
    mapping = {"code_field": code_field, "name_field": name_field, "layer": layer}
    job = BoundaryImport.objects.create(
        file=file, file_name=Path(file.name or "").name[:200], mapping=mapping, by=actor
    )
    if size > CHECKED_AT_ONCE_MB * 1_000_000:
        return _queue(job, State.CHECKING, "check")
    try:
        return boundaries_check(job=job)
    except BadImport:
        job.file.delete(save=False)
        job.delete()
        raise


def boundaries_check(*, job: BoundaryImport) -> BoundaryImport:
    """The dry run: writes the report and nothing else. Raises BadImport when the file as a whole cannot be read."""
    job.report = _check(job).report()
    job.state = State.CHECKED
    job.save(update_fields=["report", "state"])
    audit.record(job.by, "boundaries_check", job, file=job.file_name, loadable=job.report["loadable"])
    return job


def boundaries_request_load(*, job: BoundaryImport, actor: Any, key: str, name: str, **facts: str) -> BoundaryImport:
    """Ask for a checked file to be loaded as a new geography; the work is done in the background.

    Raises NotAllowed; IllegalTransition unless it is checked (or failed before); BadImport when the report has
    problems; Conflict when the key is taken.
    """
    permissions.require_planner(actor)
    with transaction.atomic():
        job = BoundaryImport.objects.select_for_update().get(pk=job.pk)
        if job.state not in (State.CHECKED, State.FAILED):
            raise IllegalTransition(
                "import_not_checked",
                _("This import is “%(state)s”; only a checked one can be loaded."),
                state=job.get_state_display(),
            )
        if not job.report.get("loadable"):
            raise BadImport(
                "import_has_problems",
                _("The file has %(count)s problems; mend them and upload it again."),
                count=job.report.get("problem_count", 0),
                errors=job.report.get("problems", []),
            )
        if Geography.objects.filter(key=key).exists():
            raise Conflict(
                "geography_exists", _("There is already a geography “%(key)s”; choose another key."), key=key
            )
        job.mapping |= {"key": key, "name": name, **facts}
        job.save(update_fields=["mapping"])
        return _queue(job, State.LOADING, "load")


def boundaries_load(*, job: BoundaryImport) -> BoundaryImport:
    """Read the file again, repair it as the report said, and make the geography with its tiles."""
    try:
        found = _check(job)
        if found.frame is None:
            raise BadImport(
                "import_has_problems",
                _("The file has %(count)s problems; mend them and upload it again."),
                count=len(found.problems),
            )
        ground = _ground(found.frame, found.repairs, job.mapping)
        job.geography = geography_load(ground=ground, actor=job.by, recipe=f"import {job.pk}")
    except PlanningError as error:
        return _failed(job, error.code, error.detail)
    job.state = State.LOADED
    job.save(update_fields=["state", "geography"])
    _tell(job)
    return job


def boundaries_failed(*, job: BoundaryImport, code: str, message: str) -> BoundaryImport:
    """Note that the background work ended badly."""
    return _failed(job, code, message)


def _check(job: BoundaryImport) -> Checked:
    from geography.imports import Wishes, check, read  # geometry tools take seconds to import

    source = read(Path(job.file.path), layer=job.mapping.get("layer", ""))
    return check(source, Wishes(job.mapping.get("code_field", ""), job.mapping.get("name_field", "")))


def _ground(frame: gpd.GeoDataFrame, repairs: list[dict[str, Any]], mapping: dict[str, str]) -> Ground:
    from geography.ground.model import Ground

    country = mapping.get("country", "").upper()
    name, level = mapping["name"], mapping.get("level_name", "area")
    srid = PLANNING_SRIDS.get(country) or frame.estimate_utm_crs().to_epsg()
    return Ground(
        key=mapping["key"],
        names={"en": name, "ko": name},
        level_name=level,
        level_names={"en": level, "ko": level},
        country=country,
        release=mapping.get("release", "1"),
        attribution=mapping.get("attribution", ""),
        srid_planning=srid,
        frame=frame,
        zooms=_zooms(frame),
        repairs=tuple(repairs),
    )


def _zooms(frame: gpd.GeoDataFrame) -> tuple[int, int]:
    """From the zoom that shows all of it at once, six deeper: beyond, tiles are stretched."""
    west, south, east, north = frame.total_bounds
    span, low = max(east - west, 2 * (north - south), 1e-6), 0
    while low < 10 and span < 180 / 2**low:
        low += 1
    return low, min(low + 6, 12)


def _queue(job: BoundaryImport, state: str, step: str) -> BoundaryImport:
    from geography import tasks

    job.state = state
    job.save(update_fields=["state"])
    task = {"check": tasks.check_boundaries, "load": tasks.load_boundaries}[step]
    language = get_language() or "en"
    transaction.on_commit(lambda: task.delay(job.pk, language))
    return job


def _failed(job: BoundaryImport, code: str, message: str) -> BoundaryImport:
    job.state = State.FAILED
    job.report = job.report | {"error": {"code": code, "message": message}}
    job.save(update_fields=["state", "report"])
    _tell(job)
    return job


def _tell(job: BoundaryImport) -> None:
    if job.by_id:
        events.publish(f"user:{job.by_id}", "boundary_import", {"id": job.pk, "state": job.state})
