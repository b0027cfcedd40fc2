"""Make a geography out of a Ground: number it, store it, draw its tiles."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from common import audit
from common.errors import Conflict
from geography import coverage
from geography.models import Border, Geography, GeographyMeasure, Link, LinkSet, Unit

if TYPE_CHECKING:
    from geography.ground.model import Ground
    from geography.ground.survey import Survey

Progress = Callable[[str], None]


def silent(line: str) -> None:
    """Progress for nobody."""


def geography_load(
    *, ground: Ground, actor: Any = None, tiles: bool = True, recipe: str = "", progress: Progress = silent
) -> Geography:
    """Number the units of `ground`, store units, borders, links and measures, and write tiles and mesh.

    Loading the same ground again gives the geography that is there; a geography never changes, so other ground under
    a key that exists raises Conflict. recipe: what the ground was made by, kept in the report. progress gets one line
    per step. All or nothing in the database; files are named by their content and may stay behind after a failure.
    """
    content = content_hash(ground)
    existing = Geography.objects.filter(key=ground.key).first()
    if existing is not None:
        return _same(existing, content)
    # Geometry tools take seconds to import: web processes, which never load ground, do without them.
    from geography.ground.survey import survey
    from geography.tiles.files import write_files

    progress("numbering the units, finding borders and crossings")
    surveyed = survey(ground)
    files: dict[str, Any] = {}
    if tiles:
        files = write_files(surveyed, progress)
    progress(f"storing {len(surveyed.frame):,} units and {len(surveyed.borders.a):,} borders")
    with transaction.atomic():
        geography = _store(surveyed, content, recipe, files)
        audit.record(
            actor,
            "geography_load",
            geography,
            key=ground.key,
            release=ground.release,
            units=geography.n_units,
            content_hash=content,
        )
    return geography


def content_hash(ground: Ground) -> str:
    """SHA-256 over everything that makes the ground what it is: codes, names, shapes, measures, links."""
    digest = hashlib.sha256()
    frame = ground.frame
    order = np.argsort(frame["code"].to_numpy(str), kind="stable")
    facts = [ground.key, ground.names, ground.release, ground.level_name, ground.parents, ground.links]
    digest.update(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())
    text = [column for column in frame.columns if column != frame.geometry.name]
    digest.update(frame[text].iloc[order].to_json(orient="values", force_ascii=False).encode())
    for shape in shapely.to_wkb(np.asarray(frame.geometry.values, dtype=object)[order]):
        digest.update(shape)
    for measure in ground.measures:
        digest.update(measure.key.encode())
        digest.update(np.ascontiguousarray(measure.values[order], "<f8").tobytes())
    return digest.hexdigest()


def _same(existing: Geography, content: str) -> Geography:
    if existing.content_hash == content:
        return existing
    raise Conflict(
        "geography_exists",
        _(
            "There is already a geography “%(key)s” with other boundaries. A geography "
            "never changes: load the new release under a new key."
        ),
        key=existing.key,
    )


def _store(surveyed: Survey, content: str, recipe: str, files: dict[str, Any]) -> Geography:
    ground = surveyed.ground
    bounds = ground.view or tuple(float(v) for v in ground.frame.total_bounds)
    geography = Geography.objects.create(
        key=ground.key,
        name=ground.names.get("en") or next(iter(ground.names.values())),
        names=ground.names,
        level_name=ground.level_name,
        level_names=ground.level_names,
        country=ground.country,
        release=ground.release,
        approximate=ground.approximate,
        attribution=ground.attribution,
        srid_planning=ground.srid_planning,
        n_units=len(surveyed.frame),
        n_borders=len(surveyed.borders.a),
        bbox=list(bounds),
        parent_levels=list(ground.parents),
        parent_names=ground.parent_names,
        content_hash=content,
        report=_report(surveyed, recipe),
        **files,
    )
    _store_units(geography, surveyed)
    _store_borders(geography, surveyed.borders)
    _store_links(geography, surveyed)
    GeographyMeasure.objects.bulk_create(
        GeographyMeasure(geography=geography, key=m.key, names=m.names, unit=m.unit, vector=m.values[surveyed.order])
        for m in ground.measures
    )
    return geography


def _report(surveyed: Survey, recipe: str) -> dict[str, Any]:
    return {
        "recipe": recipe,
        "repairs": list(surveyed.ground.repairs),
        "islands": {"pieces": len(surveyed.islands), "units": sum(surveyed.islands)},
        "links": {
            kind: sum(link.kind == kind for link in surveyed.links)
            for kind in sorted({link.kind for link in surveyed.links})
        },
    }


def _store_units(geography: Geography, surveyed: Survey) -> None:
    frame, ground = surveyed.frame, surveyed.ground
    shapes = shapely.set_srid(coverage.as_multipolygons(surveyed.areas), 4326)
    points = shapely.set_srid(shapely.points(surveyed.points), 4326)
    parents = frame[list(ground.parents)].to_dict("records") if ground.parents else [{}] * len(frame)
    table = pd.DataFrame(
        {
            "geography_id": geography.pk,
            "idx": np.arange(len(frame)),
            "code": frame["code"],
            "name": frame["name"],
            "names": [json.dumps(names, ensure_ascii=False) for names in _names(frame)],
            "parents": [json.dumps(parent, ensure_ascii=False) for parent in parents],
            "point": shapely.to_wkb(points, hex=True, include_srid=True),
            "area_km2": surveyed.area_km2,
            "geom": shapely.to_wkb(shapes, hex=True, include_srid=True),
        }
    )
    _copy(Unit._meta.db_table, table)


def _names(frame: pd.DataFrame) -> list[dict[str, str]]:
    columns = [(language, f"name_{language}") for language in ("en", "ko") if f"name_{language}" in frame]
    return [
        {language: row[column] for language, column in columns if row[column]}
        for row in frame[[column for _, column in columns]].to_dict("records")
    ]


def _store_borders(geography: Geography, borders: coverage.Borders) -> None:
    _copy(
        Border._meta.db_table,
        pd.DataFrame(
            {
                "geography_id": geography.pk,
                "a": borders.a,
                "b": borders.b,
                "length_km": borders.length_km,
            }
        ),
    )


def _store_links(geography: Geography, surveyed: Survey) -> None:
    link_set = LinkSet.objects.create(geography=geography, version=1, note="made with the geography")
    Link.objects.bulk_create(
        Link(link_set=link_set, a=link.a, b=link.b, kind=link.kind, length_km=link.length_km) for link in surveyed.links
    )


def _copy(table: str, rows: pd.DataFrame) -> None:
    """Rows into a table through COPY, ten times faster than INSERT, inside the caller's transaction."""
    text = io.StringIO(rows.to_csv(index=False, header=False))
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"COPY {table} ({', '.join(rows.columns)}) FROM STDIN WITH (FORMAT csv)", text)
